using System.Globalization;
using System.Runtime.InteropServices;

namespace Paas.Dynos.Local;

/// <summary>
/// Tells at once when a control group of version 1 has no memory left: the kernel then kills one process, and the dyno as a
/// whole has to follow. One thread waits for all groups; it uses no processor while nothing happens. Source: the kernel's
/// Documentation/admin-guide/cgroup-v1/memory.rst, eventfd(2).
/// </summary>
internal sealed unsafe partial class MemoryWatch : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const short Readable = 1;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Action> _groups = [];
    private readonly int _wake = EventDescriptor(0, CloseOnExec | NonBlocking);
    private bool _disposed;

    public MemoryWatch() => new Thread(Run) { IsBackground = true, Name = "Paas dyno memory" }.Start();

    /// <summary>Watches a group until the result is disposed.</summary>
    /// <param name="group">Its directory in the memory hierarchy.</param>
    /// <param name="exhausted">What to do; called on the watch's thread, at least once.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public IDisposable Add(string group, Action exhausted)
    {
        var descriptor = EventDescriptor(0, CloseOnExec | NonBlocking);
        try
        {
            using var control = File.OpenHandle(Path.Combine(group, "memory.oom_control"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            ControlFiles.Write(group, "cgroup.event_control", string.Create(CultureInfo.InvariantCulture, $"{descriptor} {control.DangerousGetHandle()}"));
        }
        catch
        {
            _ = Close(descriptor);
            throw;
        }

        lock (_lock)
            _groups[descriptor] = exhausted;
        Wake();
        return new Watched(this, descriptor);
    }

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        Wake();
    }

    private void Run()
    {
        while (true)
        {
            int[] descriptors;
            lock (_lock)
            {
                if (_disposed)
                {
                    _ = Close(_wake);
                    return;
                }

                descriptors = [_wake, .. _groups.Keys];
            }

            Wait(descriptors);
        }
    }

    private void Wait(int[] descriptors)
    {
        var waiting = new Descriptor[descriptors.Length];
        for (var i = 0; i < descriptors.Length; i++)
            waiting[i] = new Descriptor { Number = descriptors[i], Wanted = Readable };
        fixed (Descriptor* first = waiting)
            _ = Poll(first, (nuint)waiting.Length, -1);
        foreach (var descriptor in waiting)
        {
            if (descriptor.Happened == 0)
                continue;
            ulong count;
            Action? exhausted;
            lock (_lock)
            {
                // One that was closed meanwhile may have been given to somebody else.
                if (descriptor.Number != _wake && !_groups.ContainsKey(descriptor.Number))
                    continue;
                _ = Read(descriptor.Number, &count, sizeof(ulong));
                _groups.TryGetValue(descriptor.Number, out exhausted);
            }

            exhausted?.Invoke();
        }
    }

    private void Remove(int descriptor)
    {
        lock (_lock)
        {
            if (!_groups.Remove(descriptor))
                return;
            _ = Close(descriptor);
        }

        Wake();
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Write(_wake, &one, sizeof(ulong));
    }

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventDescriptor(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(Descriptor* descriptors, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private struct Descriptor
    {
        public int Number;
        public short Wanted;
        public short Happened;
    }

    private sealed class Watched(MemoryWatch watch, int descriptor) : IDisposable
    {
        public void Dispose() => watch.Remove(descriptor);
    }
}
