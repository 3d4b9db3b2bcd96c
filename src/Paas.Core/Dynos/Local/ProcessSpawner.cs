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

    // Larger than posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and sigset_t (128) of glibc, musl and macOS.
    private const int OpaqueSize = 1024;

    /// <param name="gateShell">Path of a POSIX shell.</param>
    /// <param name="request">What to run behind the gate.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static SpawnedProcess Spawn(string gateShell, SpawnRequest request) => SpawnWithPipes(gateShell, request, input: null);

    /// <summary>Starts a process with somebody at it: with a terminal, or with pipes.</summary>
    /// <param name="gateShell">Path of a POSIX shell.</param>
    /// <param name="request">What to run behind the gate.</param>
    /// <param name="terminal">Its terminal; null for pipes.</param>
    /// <param name="controlling">Whether the terminal becomes its controlling one at once, or waits for a descendant to take it.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static SpawnedProcess SpawnAttached(string gateShell, SpawnRequest request, PseudoTerminal? terminal, bool controlling)
    {
        if (terminal is null)
            return SpawnWithPipes(gateShell, request, new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None));
        return WithGate((gate, atGate) =>
        {
            // The process leads a session of its own by the time it opens the terminal, which so becomes its controlling one.
            var flags = Libc.OpenReadWrite | (controlling ? 0 : Libc.OpenNoTerminal);
            var pid = SpawnAtGate(gateShell, request,
            [
                SpawnDescriptor.Open(0, terminal.Path, flags),
                SpawnDescriptor.Open(1, terminal.Path, flags),
                SpawnDescriptor.Open(2, terminal.Path, flags),
                atGate,
            ]);
            return new SpawnedProcess(pid, terminal, terminal, gate);
        });
    }

    /// <summary>Starts a program with these descriptors and no others, in a session of its own, without a gate.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static int Spawn(string path, IReadOnlyList<string> arguments, SpawnRequest request, IReadOnlyList<SpawnDescriptor> descriptors)
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
                foreach (var descriptor in descriptors)
                {
                    Check(
                        descriptor.Path is { } file
                            ? Libc.ActionsAddOpen(actions, descriptor.Number, file, descriptor.Flags, 0)
                            : Libc.ActionsAddDup2(actions, descriptor.Source, descriptor.Number),
                        descriptor.Path ?? "dup2");
                }

                CloseOthers(actions, descriptors.Max(descriptor => descriptor.Number) + 1);
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

    /// <summary>Makes a gate and hands over the host's end and the descriptor at which the process waits.</summary>
    public static T WithGate<T>(Func<PipeStream, SpawnDescriptor, T> spawn)
    {
        var gate = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        try
        {
            var spawned = spawn(gate, SpawnDescriptor.Copy(GateDescriptor, gate.ClientSafePipeHandle));
            gate.DisposeLocalCopyOfClientHandle();
            return spawned;
        }
        catch
        {
            gate.Dispose();
            throw;
        }
    }

    private static SpawnedProcess SpawnWithPipes(string gateShell, SpawnRequest request, AnonymousPipeServerStream? input)
    {
        // .NET opens both ends close-on-exec, and reads without holding a thread.
        var output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        try
        {
            if (!OperatingSystem.IsWindows())
                request.Owner?.Take(output.ClientSafePipeHandle);
            return WithGate((gate, atGate) =>
            {
                var pid = SpawnAtGate(gateShell, request,
                [
                    input is null ? SpawnDescriptor.Open(0, "/dev/null", Libc.OpenReadWrite) : SpawnDescriptor.Copy(0, input.ClientSafePipeHandle),
                    SpawnDescriptor.Copy(1, output.ClientSafePipeHandle),
                    SpawnDescriptor.Copy(2, output.ClientSafePipeHandle),
                    atGate,
                ]);
                output.DisposeLocalCopyOfClientHandle();
                input?.DisposeLocalCopyOfClientHandle();
                return new SpawnedProcess(pid, new PipeSource(output), input is null ? null : new PipeInput(input), gate);
            });
        }
        catch
        {
            output.Dispose();
            input?.Dispose();
            throw;
        }
    }

    private static int SpawnAtGate(string gateShell, SpawnRequest request, IReadOnlyList<SpawnDescriptor> descriptors) =>
        Spawn(gateShell, ["sh", "-c", GateScript, "sh", .. request.Arguments], request, descriptors);

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

    private static void CloseOthers(byte* actions, int first)
    {
        // .NET opens everything close-on-exec; native libraries of the host may not. glibc 2.34 has the call for it, on
        // macOS the flag does it, with musl close-on-exec has to suffice.
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "posix_spawn_file_actions_addclosefrom_np", out var export))
            Check(((delegate* unmanaged<byte*, int, int>)export)(actions, first), "closefrom");
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
            throw new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
