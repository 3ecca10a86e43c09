"""The contract suite: promises of openapi.yaml, put to a server over HTTP. It never imports the mock."""
