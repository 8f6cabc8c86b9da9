//! What to do where no database is named.

pub(super) fn how_to_name(has_settings: bool, is_project: bool) -> String {
    let mut advice = "name one with --database-url postgres://USER@HOST/DATABASE or sqlite:PATH, or set PGHOST=/var/run/postgresql \
                      for the server of this machine"
        .to_owned();
    if !has_settings {
        advice += "; `reconcile init` writes a reconcile.toml to name it in";
    }
    if is_project {
        advice += "; `python manage.py reconcile` takes that of Django's settings, once INSTALLED_APPS names reconcile_django";
    }
    advice
}
