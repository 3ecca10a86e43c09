"""The contract suite: promises of openapi.yaml, put to a server over HTTP. It never imports the mock.

PYTEST_DONT_REWRITE: the distribution has a pytest plugin, so pytest would want to rewrite this file and
warn that it was imported before; it asserts nothing.
"""
