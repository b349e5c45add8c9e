import ctypes
import mmap
import os

fork = bytes.fromhex("53b802000000cd805bc3")  # push rbx; mov eax, 2; int 0x80; pop rbx; ret: i386's fork
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(fork)
if ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))() == 0:
    os._exit(0)
got = "forked"
