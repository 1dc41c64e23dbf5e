"""Pools of threads."""

from multiprocessing import Pool

ThreadPool = Pool
