"""Queues: what is put in comes out."""


class Queue:
    def __init__(self, maxsize=0):
        self._items = []

    def put(self, item, block=True, timeout=None):
        self._items.append(item)

    def put_nowait(self, item):
        self._items.append(item)

    def get(self, block=True, timeout=None):
        return self._items.pop()

    def get_nowait(self):
        return self._items.pop()

    def qsize(self):
        return 0

    def task_done(self):
        pass

    def join(self):
        pass


LifoQueue = PriorityQueue = SimpleQueue = Queue
