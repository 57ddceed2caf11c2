"""What happens around a check: a time limit, and settings and random numbers of its own."""

import contextlib
import io
import logging
import random
import signal
import sys
import threading
import warnings
from _thread import interrupt_main
from unittest import mock

import numpy as np
from IPython import get_ipython


class _TimeIsUp(BaseException):
    """Raised in the learner's code; `except Exception` doesn't catch it."""


@contextlib.contextmanager
def time_limit(seconds):
    """Stop the block after so many seconds, and each second anew if it goes on in spite of it.

    The handler of SIGINT is the block's own: a process started under nohup, or in the background
    of a script, ignores SIGINT. An interrupt by the user is one all the same. For the main thread.

    Raises:
        TimeoutError: the block took longer.
    """
    finished, late = threading.Event(), threading.Event()

    def stop(*_):
        if late.is_set() and not finished.is_set():
            raise _TimeIsUp
        if not late.is_set():
            raise KeyboardInterrupt

    def watch():
        wait = seconds
        while not finished.wait(wait):
            late.set()
            if hasattr(signal, "pthread_kill"):  # ends a call such as time.sleep, too
                signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            else:  # Windows; a call that waits ends first
                interrupt_main()
            wait = 1

    usual = signal.signal(signal.SIGINT, stop)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        with contextlib.suppress(_TimeIsUp):
            try:
                yield
            finally:
                finished.set()
    finally:
        watcher.join()
        signal.signal(signal.SIGINT, usual if usual is not None else signal.default_int_handler)
    if late.is_set():
        raise TimeoutError


@contextlib.contextmanager
def settings_of_its_own():
    """Put settings and random numbers back after the block; keep what it prints from the cell.

    Random numbers go on after it as if it had not been: Python's, NumPy's, TensorFlow's.
    """
    import tensorflow as tf
    from tensorflow.python.eager import context  # no public way to put the state back

    tensorflow, logger = context.context(), logging.getLogger("tensorflow")
    drawn = {"_seed": tensorflow._seed, "_rng": getattr(tensorflow, "_rng", None)}
    with contextlib.ExitStack() as stack:
        for put_back, state in [
            (random.setstate, random.getstate()),
            (np.random.set_state, np.random.get_state()),
            (vars(tensorflow).update, drawn),
            (tf.config.run_functions_eagerly, tf.config.functions_run_eagerly()),
            (tf.keras.config.set_floatx, tf.keras.config.floatx()),
            (tf.keras.config.set_dtype_policy, tf.keras.config.dtype_policy()),
            (logger.setLevel, logger.level),
        ]:
            stack.callback(put_back, state)
        tf.keras.config.set_floatx("float32")
        logger.setLevel(logging.ERROR)
        if shell := get_ipython():  # exit() in an answer must not end the kernel
            stack.enter_context(mock.patch.object(shell, "ask_exit", sys.exit))
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        yield
