using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Paas.Dynos.Local;

/// <summary>
/// The system calls that no dyno needs and that attacks on the kernel begin with: mounts, namespaces, modules, keys, clocks,
/// other machines' sockets. They fail as if the privilege was lacking. Source of the program's form: seccomp(2), and the
/// kernel's Documentation/networking/filter.rst.
/// </summary>
internal static class SystemCallFilter
{
    private const uint Allow = 0x7fff0000;
    private const uint Fail = 0x00050000;
    private const uint NotPermitted = Fail | 1;
    private const uint NoSuchCall = Fail | 38;
    private const uint NoSuchFamily = Fail | 97;

    private const uint NewNamespaces = 0x7E020000;
    private const uint InjectInput = 0x5412;
    private const uint ConsoleControl = 0x541C;
    private const uint VirtualMachineSockets = 40;

    private static readonly Numbers X64 = new(
        0xC000003E, Fork: 56, Fork3: 435, Unshare: 272, Ioctl: 16, Socket: 41,
        // mount umount2 pivot_root chroot swapon swapoff reboot sethostname setdomainname iopl ioperm, modules, quotactl acct
        // settimeofday clock_settime syslog, kexec, keys, perf_event_open fanotify_init open_by_handle_at setns bpf userfaultfd
        // lookup_dcookie uselib, io_uring, the mount calls of 5.2 and later
        [165, 166, 155, 161, 167, 168, 169, 170, 171, 172, 173, 175, 176, 313, 179, 163,
         164, 227, 103, 246, 320, 248, 249, 250, 298, 300, 304, 308, 321, 323,
         212, 134, 425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 443]);

    private static readonly Numbers Arm64 = new(
        0xC00000B7, Fork: 220, Fork3: 435, Unshare: 97, Ioctl: 29, Socket: 198,
        [40, 39, 41, 51, 224, 225, 142, 161, 162, 105, 106, 273, 60, 89,
         170, 112, 116, 104, 294, 217, 218, 219, 241, 262, 265, 268, 280, 282,
         18, 425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 443]);

    /// <summary>The compiled filter for a processor; null where there is none for it.</summary>
    public static byte[]? Program(Architecture architecture)
    {
        var calls = architecture switch
        {
            Architecture.X64 => X64,
            Architecture.Arm64 => Arm64,
            _ => null,
        };
        if (calls is null)
            return null;

        var program = new Assembler();
        // Calls of another architecture, such as 32 bits, would have other numbers.
        program.Load(4);
        program.JumpUnlessEqual(calls.Audit, NotPermitted);
        program.Load(0);
        if (architecture is Architecture.X64)
            program.FailFrom(0x40000000, NotPermitted);
        foreach (var call in calls.Denied)
            program.FailIf(call, NotPermitted);
        // Its flags are behind a pointer, where no filter sees them; the C library falls back to clone.
        program.FailIf(calls.Fork3, NoSuchCall);
        program.FailIfArgument(calls.Fork, 0, NewNamespaces, anyBit: true, NotPermitted);
        program.FailIfArgument(calls.Unshare, 0, NewNamespaces, anyBit: true, NotPermitted);
        program.FailIfArgument(calls.Ioctl, 1, InjectInput, anyBit: false, NotPermitted);
        program.FailIfArgument(calls.Ioctl, 1, ConsoleControl, anyBit: false, NotPermitted);
        program.FailIfArgument(calls.Socket, 0, VirtualMachineSockets, anyBit: false, NoSuchFamily);
        program.Return(Allow);
        return program.ToArray();
    }

    /// <summary>Numbers of system calls on one architecture.</summary>
    private sealed record Numbers(uint Audit, uint Fork, uint Fork3, uint Unshare, uint Ioctl, uint Socket, uint[] Denied);

    /// <summary>Puts instructions of classic BPF together.</summary>
    private sealed class Assembler
    {
        private const ushort LoadWord = 0x20;
        private const ushort JumpEqual = 0x15;
        private const ushort JumpGreaterOrEqual = 0x35;
        private const ushort JumpAnyBit = 0x45;
        private const ushort ReturnValue = 0x06;

        private readonly List<(ushort Code, byte Then, byte Else, uint Value)> _instructions = [];

        public void Load(uint offset) => _instructions.Add((LoadWord, 0, 0, offset));

        public void Return(uint result) => _instructions.Add((ReturnValue, 0, 0, result));

        public void JumpUnlessEqual(uint value, uint result)
        {
            _instructions.Add((JumpEqual, 1, 0, value));
            Return(result);
        }

        public void FailIf(uint value, uint result)
        {
            _instructions.Add((JumpEqual, 0, 1, value));
            Return(result);
        }

        public void FailFrom(uint value, uint result)
        {
            _instructions.Add((JumpGreaterOrEqual, 0, 1, value));
            Return(result);
        }

        public void FailIfArgument(uint call, uint argument, uint value, bool anyBit, uint result)
        {
            // The call's number is loaded again for those that come after.
            _instructions.Add((JumpEqual, 0, 4, call));
            Load(16 + (argument * 8));
            _instructions.Add((anyBit ? JumpAnyBit : JumpEqual, 0, 1, value));
            Return(result);
            Load(0);
        }

        public byte[] ToArray()
        {
            var bytes = new byte[_instructions.Count * 8];
            for (var i = 0; i < _instructions.Count; i++)
            {
                var instruction = bytes.AsSpan(i * 8);
                BinaryPrimitives.WriteUInt16LittleEndian(instruction, _instructions[i].Code);
                instruction[2] = _instructions[i].Then;
                instruction[3] = _instructions[i].Else;
                BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], _instructions[i].Value);
            }

            return bytes;
        }
    }
}
