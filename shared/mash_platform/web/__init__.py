"""The web shell that all services share: pages, errors, limits, assets, and who is signed in.

pages = Pages("mash_triage")                       # templates in mash_triage/web/templates/
part = WebPart(routers=[router], navigation=[NavigationItem("Triage", "/triage", {Role.PRACTITIONER})])
app = create_web_app([part], sign_in=sign_in, clock=clock)
serve(app, host="127.0.0.1", port=8000)
"""
