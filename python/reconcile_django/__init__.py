"""`reconcile` in Django's own flow: `manage.py reconcile`, and a look right after `migrate`.

The program itself is the binary that is installed beside this package; `python -m reconcile_django`
runs it too. Nothing here connects to a database.
"""
