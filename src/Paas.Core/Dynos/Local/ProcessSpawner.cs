using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Paas.Dynos.Local;

/// <summary>
/// Starts processes by posix_spawn: in a session of their own, with default signals, without any descriptor of the
/// host, and behind a gate: a shell that waits for a byte before it runs the program. Until then none of the app's code
/// runs, and when the host dies the shell reads the end of the pipe and exits.
/// </summary>
internal static unsafe class ProcessSpawner
{
    private const string GateScript = "read -r _ <&3 || exit 125; exec 3<&-; exec \"$@\"";
    private const int GateDescriptor = 3;
    private const int ReadWrite = 2;

    // Larger than posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and sigset_t (128) of glibc, musl and macOS.
    private const int OpaqueSize = 1024;

    /// <param name="gateShell">Path of a POSIX shell.</param>
    /// <param name="request">What to run behind the gate.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static SpawnedProcess Spawn(string gateShell, SpawnRequest request)
    {
        // .NET opens both ends close-on-exec, and reads without holding a thread.
        var output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        var gate = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        try
        {
            var pid = Spawn(
                gateShell,
                ["sh", "-c", GateScript, "sh", .. request.Arguments],
                request,
                (int)output.ClientSafePipeHandle.DangerousGetHandle(),
                (int)gate.ClientSafePipeHandle.DangerousGetHandle());
            output.DisposeLocalCopyOfClientHandle();
            gate.DisposeLocalCopyOfClientHandle();
            return new SpawnedProcess(pid, output, gate);
        }
        catch
        {
            output.Dispose();
            gate.Dispose();
            throw;
        }
    }

    private static int Spawn(string path, string[] arguments, SpawnRequest request, int output, int gate)
    {
        byte* memory = stackalloc byte[OpaqueSize * 3];
        new Span<byte>(memory, OpaqueSize * 3).Clear();
        byte* actions = memory, attributes = memory + OpaqueSize, signals = memory + (2 * OpaqueSize);
        Check(Libc.ActionsInit(actions), "posix_spawn_file_actions_init");
        try
        {
            Check(Libc.AttributesInit(attributes), "posix_spawnattr_init");
            try
            {
                SetAttributes(attributes, signals);
                Check(Libc.ActionsAddOpen(actions, 0, "/dev/null", ReadWrite, 0), "/dev/null");
                Check(Libc.ActionsAddDup2(actions, output, 1), "dup2");
                Check(Libc.ActionsAddDup2(actions, output, 2), "dup2");
                Check(Libc.ActionsAddDup2(actions, gate, GateDescriptor), "dup2");
                CloseOthers(actions);
                Check(Libc.ActionsAddChangeDirectory(actions, request.Directory), "chdir");
                using var argv = new NativeStrings(arguments);
                using var environment = new NativeStrings(request.Environment);
                Check(Libc.Spawn(out var pid, path, actions, attributes, argv.Pointer, environment.Pointer), path);
                return pid;
            }
            finally
            {
                _ = Libc.AttributesDestroy(attributes);
            }
        }
        finally
        {
            _ = Libc.ActionsDestroy(actions);
        }
    }

    private static void SetAttributes(byte* attributes, byte* signals)
    {
        var flags = OperatingSystem.IsMacOS()
            ? Libc.SpawnSetSessionMac | Libc.SpawnCloseOnExecDefaultMac
            : Libc.SpawnSetSession;
        Check(Libc.AttributesSetFlags(attributes, (short)(flags | Libc.SpawnSetSignalDefault | Libc.SpawnSetSignalMask)), "flags");
        _ = Libc.SignalsEmpty(signals);
        Check(Libc.AttributesSetSignalMask(attributes, signals), "signal mask");
        // .NET ignores SIGPIPE, which a child would inherit. SIGKILL and SIGSTOP cannot be set.
        _ = Libc.SignalsFill(signals);
        _ = Libc.SignalsRemove(signals, Libc.SignalKill);
        _ = Libc.SignalsRemove(signals, OperatingSystem.IsMacOS() ? Libc.SignalStopMac : Libc.SignalStop);
        Check(Libc.AttributesSetSignalDefault(attributes, signals), "signal defaults");
    }

    private static void CloseOthers(byte* actions)
    {
        // .NET opens everything close-on-exec; native libraries of the host may not. glibc 2.34 has the call for it, on
        // macOS the flag does it, with musl close-on-exec has to suffice.
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "posix_spawn_file_actions_addclosefrom_np", out var export))
            Check(((delegate* unmanaged<byte*, int, int>)export)(actions, GateDescriptor + 1), "closefrom");
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
            throw new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
