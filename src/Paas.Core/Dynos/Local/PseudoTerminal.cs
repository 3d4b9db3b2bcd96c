using System.Runtime.InteropServices;

namespace Paas.Dynos.Local;

/// <summary>
/// The host's end of a pseudo-terminal: what is written here the dyno reads as typed, with echo, line editing and Ctrl-C
/// as its terminal settings say. Source: pty(7), tty_ioctl(4). For Linux.
/// </summary>
internal sealed class PseudoTerminal : OutputSource, IDynoInput
{
    private const byte EndOfTransmission = 4;
    private const uint InputIsUtf8 = 0x4000;
    private readonly Readiness _readiness;
    private readonly Lock _closing = new();
    private int _master;

    private PseudoTerminal(int master, Readiness readiness) => (_master, _readiness) = (master, readiness);

    /// <summary>Path of the dyno's end. A session leader that opens it has it as its controlling terminal.</summary>
    public string Path { get; private init; } = "";

    public override bool HasMore => IsReadable(_master);

    /// <exception cref="CannotStartException">The system has none left.</exception>
    public static unsafe PseudoTerminal Open(TerminalSize size, Readiness readiness)
    {
        var master = Libc.OpenTerminal(Libc.OpenReadWrite | Libc.OpenNoTerminal | Libc.OpenCloseOnExec | Libc.OpenNonBlocking);
        if (master < 0)
            throw Failed();
        var name = stackalloc byte[64];
        if (Libc.GrantTerminal(master) != 0 || Libc.UnlockTerminal(master) != 0 || Libc.TerminalName(master, name, 64) != 0)
        {
            var failed = Failed();
            _ = Libc.Close(master);
            throw failed;
        }

        MarkUtf8(master);
        var terminal = new PseudoTerminal(master, readiness) { Path = Marshal.PtrToStringUTF8((nint)name)! };
        terminal.Resize(size);
        return terminal;
    }

    /// <summary>Changes its size; the kernel sends SIGWINCH to the foreground processes.</summary>
    public unsafe void Resize(TerminalSize size)
    {
        // struct winsize: rows, columns, and two fields of pixels.
        var window = stackalloc ushort[4] { size.Rows, size.Columns, 0, 0 };
        lock (_closing)
            _ = Libc.Control(_master, Libc.SetWindowSize, window);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = Read(buffer.Span);
            if (count >= 0)
                return count;
            await _readiness.WaitAsync(_master, Libc.PollIn, cancellationToken);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (data.Length > 0)
        {
            var count = Write(data.Span);
            if (count < 0)
                await _readiness.WaitAsync(_master, Libc.PollOut, cancellationToken);
            else
                data = data[count..];
        }
    }

    /// <summary>As Ctrl-D: ends the input of a program that reads lines; others see the character.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken) => WriteAsync(new[] { EndOfTransmission }, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        lock (_closing)
        {
            if (_master >= 0)
                _ = Libc.Close(_master);
            _master = -1;
        }
    }

    /// <returns>-1 when there is nothing yet, 0 at the end.</returns>
    private unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = (int)Libc.Read(_master, start, buffer.Length);
                if (count >= 0)
                    return count;
                var error = Marshal.GetLastPInvokeError();
                if (error == Libc.ErrorAgain)
                    return -1;
                // EIO: all processes closed their end.
                if (error != Libc.ErrorInterrupted)
                    return 0;
            }
        }
    }

    /// <returns>-1 when there is no room yet; all of it when nobody will read it.</returns>
    private unsafe int Write(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            while (true)
            {
                var count = (int)Libc.Write(_master, start, data.Length);
                if (count > 0)
                    return count;
                var error = count == 0 ? Libc.ErrorAgain : Marshal.GetLastPInvokeError();
                if (error == Libc.ErrorAgain)
                    return -1;
                if (error != Libc.ErrorInterrupted)
                    return data.Length;
            }
        }
    }

    /// <summary>Lets the erase key take whole characters.</summary>
    private static unsafe void MarkUtf8(int master)
    {
        // struct termios begins with the input flags on Linux; 256 bytes are more than it has.
        var attributes = stackalloc byte[256];
        if (Libc.GetTerminalAttributes(master, attributes) != 0)
            return;
        *(uint*)attributes |= InputIsUtf8;
        _ = Libc.SetTerminalAttributes(master, 0, attributes);
    }

    private static CannotStartException Failed() => new(
        $"No pseudo-terminal can be had: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}. See /proc/sys/kernel/pty/max and /dev/pts.");
}
