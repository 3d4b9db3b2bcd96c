using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Paas.Dynos.Local;

/// <summary>
/// Tells when children end, without a thread for each. Only pids that were handed in are asked for, so that processes
/// of <see cref="System.Diagnostics.Process"/> in the same host keep their exit codes.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class ChildExits : IDisposable
{
    private const int ByPid = 1;
    private const int NoHang = 1;
    private const int Exited = 4;
    private static readonly int NoReap = OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;

    private readonly ConcurrentDictionary<int, TaskCompletionSource> _children = new();
    private readonly PosixSignalRegistration _registration;

    public ChildExits() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Sweep());

    /// <summary>
    /// Completes when the child ended. It stays a zombie until <see cref="Reap"/>, which keeps its pid, its session and its
    /// group from being given to somebody else while they are signalled.
    /// </summary>
    public Task WaitAsync(int pid)
    {
        var ended = _children.GetOrAdd(pid, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        // It may have ended before it was handed in.
        Sweep(pid, ended);
        return ended.Task;
    }

    /// <summary>Takes the exit code of a child that ended: 128 + signal when it was killed; null when somebody else took it.</summary>
    public static int? Reap(int pid)
    {
        int result, status;
        do
        {
            result = Libc.WaitPid(pid, out status, 0);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        if (result != pid)
            return null;
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    public void Dispose() => _registration.Dispose();

    private void Sweep()
    {
        // Signals coalesce: one SIGCHLD may stand for several children.
        foreach (var (pid, ended) in _children)
            Sweep(pid, ended);
    }

    private void Sweep(int pid, TaskCompletionSource ended)
    {
        if (HasEnded(pid) && _children.TryRemove(pid, out _))
            ended.TrySetResult();
    }

    private static bool HasEnded(int pid)
    {
        // siginfo_t has 128 bytes; its first field, si_signo, stays 0 while the child runs.
        byte* info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        return Libc.WaitId(ByPid, pid, info, Exited | NoHang | NoReap) == 0
            ? *(int*)info != 0
            : Marshal.GetLastPInvokeError() == NoChild;
    }

    private const int Interrupted = 4;
    private const int NoChild = 10;
}
