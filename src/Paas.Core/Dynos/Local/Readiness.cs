using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Paas.Dynos.Local;

/// <summary>
/// Tells when descriptors that .NET cannot wait for, such as terminals, can be read or written: one thread, which exists
/// from the first wait on, asks for all of them by poll(2).
/// </summary>
internal sealed class Readiness : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Wait> _waits = [];
    private readonly int _wakeRead;
    private readonly int _wakeWrite;
    private Thread? _thread;
    private bool _disposed;

    /// <exception cref="Win32Exception">The system refuses a pipe.</exception>
    public unsafe Readiness()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.OpenCloseOnExec | Libc.OpenNonBlocking) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        (_wakeRead, _wakeWrite) = (ends[0], ends[1]);
    }

    /// <summary>Completes when the descriptor is ready, or in error. At most one wait per descriptor and direction.</summary>
    public async ValueTask WaitAsync(int descriptor, short events, CancellationToken cancellationToken)
    {
        var wait = new Wait(descriptor, events);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _waits.Add(wait);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "Paas terminals" };
                _thread.Start();
            }
        }

        Wake();
        try
        {
            await wait.Ready.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            // The descriptor may be closed from here on.
            lock (_lock)
                _waits.Remove(wait);
        }
    }

    public void Dispose()
    {
        Thread? thread;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            thread = _thread;
        }

        Wake();
        thread?.Join();
        _ = Libc.Close(_wakeRead);
        _ = Libc.Close(_wakeWrite);
    }

    private unsafe void Wake()
    {
        // When the pipe is full the thread is awake in any case.
        byte one = 1;
        _ = Libc.Write(_wakeWrite, &one, 1);
    }

    private unsafe void Run()
    {
        var drain = stackalloc byte[64];
        while (true)
        {
            Wait[] waits;
            lock (_lock)
            {
                waits = [.. _waits];
                if (_disposed)
                    break;
            }

            var entries = new Libc.PollEntry[waits.Length + 1];
            entries[0] = new Libc.PollEntry { Descriptor = _wakeRead, Events = Libc.PollIn };
            for (var i = 0; i < waits.Length; i++)
                entries[i + 1] = new Libc.PollEntry { Descriptor = waits[i].Descriptor, Events = waits[i].Events };
            fixed (Libc.PollEntry* first = entries)
                _ = Libc.Poll(first, (nuint)entries.Length, -1);
            if (entries[0].Returned != 0)
                _ = Libc.Read(_wakeRead, drain, 64);
            Complete(waits, entries);
        }

        foreach (var wait in _waits)
            wait.Ready.TrySetException(new ObjectDisposedException(nameof(Readiness)));
    }

    private void Complete(Wait[] waits, Libc.PollEntry[] entries)
    {
        for (var i = 0; i < waits.Length; i++)
        {
            if (entries[i + 1].Returned == 0)
                continue;
            lock (_lock)
                _waits.Remove(waits[i]);
            waits[i].Ready.TrySetResult();
        }
    }

    private sealed class Wait(int descriptor, short events)
    {
        public int Descriptor => descriptor;

        public short Events => events;

        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
