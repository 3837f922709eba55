"""One module an API family: read the request, ask the part that knows, write the response. No rules here."""
