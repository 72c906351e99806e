"""The SPARQL endpoint of `kg serve`: a build asked over HTTP, read-only, with its pages beside it.

The engine is Oxigraph through pyoxigraph, HTTP is waitress, requests and negotiation are werkzeug; what is ours is who
may ask what, and for how long. PyPI's `oxigraph` server was weighed instead. It has a time limit, but answers 200
before it knows whether it will keep to it, has no limit of size or memory, follows SERVICE, knows none of our prefixes
and reads its data once; a front that mends this must take every request apart and hold every answer back, which is all
there is to this package. Processes of our own (`kg.endpoint.pool`) are ended when time is up, are bounded in memory,
and cannot connect anywhere.
"""
