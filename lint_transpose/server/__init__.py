"""The language server, and what it shares with the plugin for python-lsp-server.

`texts`, `actions` and `hover` know no protocol; `server` puts them behind the Language Server Protocol with pygls.
"""
