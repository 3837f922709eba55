"""Who someone is, and what they may do: accounts, sessions, service tokens, and tickets between services.

sign_in = open_sign_in(settings)                       # once a process, in the composition root
PersonHere = Annotated[Person, Depends(require(Role.PRACTITIONER, Role.MANAGER))]   # at a page
"""
