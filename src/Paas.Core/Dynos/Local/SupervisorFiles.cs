using System.ComponentModel;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>How a host and a supervisor meet: FIFOs and a file in the dyno's directory.</summary>
internal sealed unsafe class SupervisorFiles(string directory)
{
    // The most that a user may have without privileges; with many dynos also the sum is limited, hence less when refused.
    private const int PipeSize = 1024 * 1024;
    private const int SmallerPipeSize = 256 * 1024;
    private const uint Owner = 0x180;

    private string Output => Path.Combine(directory, "output");

    private string Status => Path.Combine(directory, "status");

    private string Control => Path.Combine(directory, "control");

    /// <summary>Makes the FIFOs.</summary>
    /// <param name="owner">Who is to have the one for the output; null for the host's user.</param>
    /// <exception cref="IOException">The file system has no FIFOs or no space.</exception>
    [UnsupportedOSPlatform("windows")]
    public void Make(FileOwner? owner)
    {
        foreach (var path in (string[])[Output, Status, Control])
        {
            if (Libc.MakeFifo(path, Owner) != 0)
                throw new IOException($"The FIFO '{path}' cannot be made: {Error()}.");
        }

        owner?.Take(Output);
    }

    /// <summary>What the supervisor opens, besides its gate.</summary>
    public IReadOnlyList<SpawnDescriptor> Descriptors =>
    [
        SpawnDescriptor.Open(4, Output, Libc.OpenWriteOnly),
        SpawnDescriptor.Open(5, Status, Libc.OpenReadWrite),
        SpawnDescriptor.Open(6, Control, Libc.OpenReadWrite),
        SpawnDescriptor.Open(7, Output, Libc.OpenReadWrite),
    ];

    /// <exception cref="Win32Exception">It is not there.</exception>
    public PipeStream OpenOutput()
    {
        var descriptor = OpenToRead(Output);
        if (Libc.Control(descriptor, Libc.SetPipeSize, PipeSize) < 0)
            _ = Libc.Control(descriptor, Libc.SetPipeSize, SmallerPipeSize);
        return Stream(descriptor);
    }

    /// <exception cref="Win32Exception">It is not there.</exception>
    public PipeStream OpenStatus() => Stream(OpenToRead(Status));

    /// <summary>Tells the supervisor something, when there is one.</summary>
    public void Tell(ReadOnlySpan<byte> word)
    {
        // Refused when nobody has the other end open.
        var descriptor = Libc.Open(Control, Libc.OpenWriteOnly | Libc.OpenNonBlocking | Libc.OpenCloseOnExec);
        if (descriptor < 0)
            return;
        fixed (byte* start = word)
            _ = Libc.Write(descriptor, start, word.Length);
        _ = Libc.Close(descriptor);
    }

    /// <summary>The exit code that a supervisor wrote down before it was killed itself; null when there is none.</summary>
    public int? ReadExitCode()
    {
        try
        {
            // With its line end it is whole.
            var text = File.ReadAllText(Path.Combine(directory, "exit"));
            return text.EndsWith('\n') && int.TryParse(text.AsSpan().TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int OpenToRead(string path)
    {
        var descriptor = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenCloseOnExec);
        return descriptor >= 0 ? descriptor : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{path}: {Error()}");
    }

    private static AnonymousPipeClientStream Stream(int descriptor) => new(PipeDirection.In, new SafePipeHandle(descriptor, ownsHandle: true));

    private static string Error() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
}
