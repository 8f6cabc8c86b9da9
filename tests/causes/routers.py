"""The shop lives in a database of its own."""


class Beside:
    def allow_migrate(self, db, app_label, **_):
        return app_label != "store" or db == "beside"
