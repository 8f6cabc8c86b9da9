"""Alembic's comparison of what one database holds with another: alembic_compare.py EXPECTED LIVE."""

import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

expected, live = (
    create_engine(url.replace("postgresql:", "postgresql+psycopg:")) for url in sys.argv[1:]
)
metadata = MetaData()
metadata.reflect(expected)
with live.connect() as connection:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    print(len(compare_metadata(context, metadata)))
