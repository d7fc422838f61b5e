def test_it(world):
    i=world.indigo
    for who in ("coordinator","supervisor","educator","volunteer","assistant"):
        p=getattr(i,who)
        r=p.get(f"/v1/sessions?group_id={i.owls}&sort=-starts_at"); assert r.status_code==200, r.text
        assert len(r.json()["items"])==2
        r=p.post(f"/v1/sessions/{i.owls_held}/attendance",{"marks":[{"child_id":str(i.mila),"status":"present","minutes":170}]})
        print(r.status_code,r.text)
        assert r.status_code==200
    r=i.coordinator.get("/v1/sessions/unrecorded"); print(r.text)
    r=i.coordinator.get(f"/v1/sessions/{i.owls_held}?include=attendance,transitions"); print(r.text)
    r=i.coordinator.post(f"/v1/sessions/{i.owls_held}/attendance",{"marks":[{"child_id":str(i.luka),"status":"present","minutes":170,"reason":"ill"}]}); print(r.text)
    r=i.coordinator.post(f"/v1/sessions/{i.owls_held}/attendance",{"marks":[{"child_id":str(i.luka),"status":"present","minutes":170}]}); print(r.text)
