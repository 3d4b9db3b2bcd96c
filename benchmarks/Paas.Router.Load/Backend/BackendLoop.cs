using System.Runtime.InteropServices;

namespace Paas.Load.Backend;

/// <summary>A level-triggered epoll loop on the thread that calls <see cref="Run"/>.</summary>
internal sealed unsafe class BackendLoop
{
    private const int MaxEvents = 256;
    private const int PollMilliseconds = 100;
    private readonly int _epoll = Check(Native.EpollCreate(0));
    private IReady?[] _owners = new IReady?[1024];

    public void Add(int fd, IReady owner)
    {
        if (fd >= _owners.Length)
            Array.Resize(ref _owners, fd * 2);
        _owners[fd] = owner;
        Control(Native.Add, fd, Native.In);
    }

    /// <summary>Waits for these events from here on.</summary>
    public void Watch(int fd, uint events) => Control(Native.Modify, fd, events);

    public void Close(int fd)
    {
        _owners[fd] = null;
        _ = Native.Close(fd);
    }

    /// <summary>Serves until this is false; it is asked at least every 100 ms.</summary>
    public void Run(Func<bool> goesOn)
    {
        var events = stackalloc EpollEvent[MaxEvents];
        while (goesOn())
        {
            var count = Native.EpollWait(_epoll, events, MaxEvents, PollMilliseconds);
            if (count < 0 && Marshal.GetLastPInvokeError() != Native.Interrupted)
                Check(count);
            for (var i = 0; i < count; i++)
                _owners[(int)events[i].Data]?.OnReady(events[i].Events);
        }
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new IOException($"epoll: error {Marshal.GetLastPInvokeError()}.");

    private void Control(int operation, int fd, uint events)
    {
        var change = new EpollEvent { Events = events, Data = (ulong)fd };
        Check(Native.EpollControl(_epoll, operation, fd, &change));
    }
}
