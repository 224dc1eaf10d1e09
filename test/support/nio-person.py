"""A person with matrix-nio, a client nobody here wrote: logs in, says something in a room, prints the first answer.

Usage: nio-person.py HOMESERVER USER PASSWORD ALIAS BOT TEXT
"""

import asyncio
import sys

from nio import AsyncClient, LoginResponse, RoomMessage, RoomResolveAliasResponse, RoomSendResponse

ANSWER_SECONDS = 60


async def main(homeserver: str, user: str, password: str, alias: str, bot: str, text: str) -> None:
    client = AsyncClient(homeserver, user)
    try:
        expect(await client.login(password, device_name="somebody's laptop"), LoginResponse)
        room = expect(await client.room_resolve_alias(alias), RoomResolveAliasResponse).room_id
        await client.sync(full_state=True)
        if room not in client.rooms:
            raise SystemExit(f"{user} is not in {alias}")
        answered = asyncio.get_running_loop().create_future()

        async def hear(heard_in, event: RoomMessage) -> None:
            if heard_in.room_id == room and event.sender == bot and not answered.done():
                answered.set_result(event.body)

        client.add_event_callback(hear, RoomMessage)
        listening = asyncio.create_task(client.sync_forever(timeout=10_000))
        content = {"msgtype": "m.text", "body": text}
        expect(await client.room_send(room, "m.room.message", content), RoomSendResponse)
        print(await asyncio.wait_for(answered, ANSWER_SECONDS))
        listening.cancel()
    finally:
        await client.close()


def expect(answer, kind):
    if not isinstance(answer, kind):
        raise SystemExit(f"The homeserver says: {answer}")
    return answer


asyncio.run(main(*sys.argv[1:]))
