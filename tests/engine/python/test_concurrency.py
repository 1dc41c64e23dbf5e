"""Coroutines, tasks, pools: the result comes from what was called, with what it was called with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PROGRAMS = {
    "coroutines": """
        import asyncio

        async def same(x):
            return x

        async def fixed(x):
            await asyncio.sleep(0)
            return "list"

        async def main(event):
            sh(await same(event["x"]))  #!
            sh(await fixed(event["x"]))
            return event["y"]

        def handler(event, context):
            sh(asyncio.run(main(event)))  #!
            sh(asyncio.get_event_loop().run_until_complete(fixed(event)))
    """,
    "gather": """
        import asyncio

        async def same(x):
            return x

        async def main(event):
            a, b = await asyncio.gather(same(event["x"]), same("list"))
            sh(a)  #!
            sh(b)
            for x in await asyncio.gather(*[same(i) for i in event["items"]]):
                sh(x)  #!
            for x in await asyncio.gather(*(same("list") for _ in event["items"]), return_exceptions=True):
                sh(x)

        def handler(event, context):
            asyncio.run(main(event))
    """,
    "tasks": """
        import asyncio

        async def same(x):
            return x

        async def run(x):
            sh(x)  #!

        async def main(event):
            task = asyncio.create_task(same(event["x"]))
            sh(await task)  #!
            other = asyncio.ensure_future(same("list"))
            sh(await other)
            sh(await asyncio.wait_for(same(event["y"]), timeout=3))  #!
            sh(await asyncio.wait_for(same("list"), timeout=3))
            sh(await asyncio.shield(same(event["z"])))  #!
            async with asyncio.TaskGroup() as group:
                a = group.create_task(same(event["a"]))
                b = group.create_task(same("list"))
                group.create_task(run(event["c"]))
            sh(a.result())  #!
            sh(b.result())
            for done in asyncio.as_completed([same(event["d"])]):
                sh(await done)  #!

        def handler(event, context):
            asyncio.run(main(event))
    """,
    "threads from coroutines": """
        import asyncio

        def same(x, y="list"):
            return x

        def run(x):
            sh(x)  #!

        async def main(event):
            sh(await asyncio.to_thread(same, event["x"]))  #!
            sh(await asyncio.to_thread(same, "list", y=event["x"]))
            await asyncio.to_thread(run, event["y"])
            loop = asyncio.get_running_loop()
            sh(await loop.run_in_executor(None, same, event["z"]))  #!
            sh(await loop.run_in_executor(None, same, "list"))
            sh(await loop.run_in_executor(None, lambda: same("list", event["z"])))

        def handler(event, context):
            asyncio.run(main(event))
    """,
    "pools": """
        from concurrent.futures import ThreadPoolExecutor, as_completed, wait

        def same(x, y="list"):
            return x

        def handler(event, context):
            with ThreadPoolExecutor(max_workers=4) as pool:
                for x in pool.map(same, event["items"]):
                    sh(x)  #!
                for x in pool.map(lambda x: "list", event["items"]):
                    sh(x)
                sh(pool.submit(same, "list", event["x"]).result())
                sh(pool.submit(same, event["x"], "list").result())  #!
                futures = {pool.submit(same, event["y"]): "list"}
                for future in as_completed(futures):
                    sh(future.result())  #!
                    sh(futures[future])
                done, _ = wait([pool.submit(same, event["z"])])
                for future in done:
                    sh(future.result())  #!
                pool.submit(same, "list").add_done_callback(lambda f: sh(f.result()))
                pool.submit(same, event["w"]).add_done_callback(lambda f: sh(f.result()))  #!
    """,
    "asynchronous generators": """
        async def read(event):
            for record in event["Records"]:
                yield record["body"]

        async def fixed(event):
            yield "list"

        async def main(event):
            async for x in read(event):
                sh(x)  #!
            async for x in fixed(event):
                sh(x)
            sh([x async for x in read(event)][0])  #!
            sh(["list" async for x in read(event)][0])

        def handler(event, context):
            import asyncio
            asyncio.run(main(event))
    """,
    "asynchronous context managers": """
        import asyncio
        from contextlib import AsyncExitStack, asynccontextmanager

        class Opened:
            def __init__(self, x):
                self.x = x

            async def __aenter__(self):
                return self.x

            async def __aexit__(self, *error):
                return None

        class Fixed(Opened):
            async def __aenter__(self):
                return "list"

        @asynccontextmanager
        async def made(x):
            yield x

        async def main(event):
            async with Opened(event["a"]) as a:
                sh(a)  #!
            async with Fixed(event["b"]) as b:
                sh(b)
            async with made(event["c"]) as c, made("list") as d:
                sh(c)  #!
                sh(d)
            async with AsyncExitStack() as stack:
                sh(await stack.enter_async_context(made(event["e"])))  #!
                sh(await stack.enter_async_context(made("list")))

        def handler(event, context):
            asyncio.run(main(event))
    """,
    "asynchronous iterators": """
        import asyncio

        class Pages:
            def __init__(self, items):
                self.items = items

            def __aiter__(self):
                return self

            async def __anext__(self):
                if not self.items:
                    raise StopAsyncIteration
                return self.items.pop()

        async def main(event):
            async for x in Pages(event["items"]):
                sh(x)  #!
            async for x in Pages(["list"]):
                sh(x)

        def handler(event, context):
            asyncio.run(main(event))
    """,
    "queues": """
        import asyncio, queue

        def handler(event, context):
            a = queue.Queue()
            a.put(event["x"])
            sh(a.get())  #!
            b = queue.Queue()
            b.put("list")
            sh(b.get())

            async def main():
                c = asyncio.Queue()
                await c.put(event["y"])
                sh(await c.get())  #!

            asyncio.run(main())
    """,
    "decorated coroutines": """
        import asyncio, functools

        def synchronous(f):
            @functools.wraps(f)
            def inner(*args, **kwargs):
                return asyncio.run(f(*args, **kwargs))
            return inner

        def retried(times):
            def outer(f):
                async def inner(*args, **kwargs):
                    for attempt in range(times):
                        try:
                            return await f(*args, **kwargs)
                        except OSError as error:
                            last = error
                    raise last
                return inner
            return outer

        @retried(3)
        async def same(x):
            return x

        @retried(3)
        async def fixed(x):
            return "list"

        @synchronous
        async def handler(event, context):
            sh(await same(event["x"]))  #!
            sh(await fixed(event["x"]))
    """,
    "exceptions carry data": """
        class Failed(Exception):
            def __init__(self, command, note):
                super().__init__(note)
                self.command = command

        def fail(event):
            raise Failed(event["x"], "list")

        def handler(event, context):
            try:
                fail(event)
            except Failed as error:
                sh(error.command)  #!
                sh(error.args[0])
                sh(str(error))
            try:
                raise ValueError(event["y"])
            except (KeyError, ValueError) as error:
                sh(str(error))  #!
            else:
                sh(event["z"])
            finally:
                sh("list")
    """,
    "variables of contexts": """
        import contextvars
        current = contextvars.ContextVar("current", default="ls")
        other = contextvars.ContextVar("other", default="ls")
        def run():
            sh(current.get())  #!
            sh(other.get())
        def handler(event, context):
            current.set(event["x"])
            run()
    """,
    "variables of threads": """
        import threading
        local = threading.local()
        def run():
            sh(local.x)  #!
            sh(local.y)
        def handler(event, context):
            local.x = event["x"]
            local.y = "ls"
            run()
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
