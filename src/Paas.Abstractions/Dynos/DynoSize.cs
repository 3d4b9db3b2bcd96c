using System.Collections.Immutable;

namespace Paas;

/// <summary>What a dyno may use. The platform offers those of <see cref="PaasOptions.DynoSizes"/>.</summary>
public sealed record DynoSize
{
    private const long MiB = 1024 * 1024;

    /// <summary>Heroku's sizes. Source: devcenter.heroku.com/articles/dyno-types.</summary>
    public static ImmutableArray<DynoSize> Heroku { get; } =
    [
        new("eco", 512 * MiB) { CpuShares = 1, MaxProcesses = 256, MaxQuantity = 1 },
        new("basic", 512 * MiB) { CpuShares = 1, MaxProcesses = 256, MaxQuantity = 1 },
        new("standard-1x", 512 * MiB) { CpuShares = 1, MaxProcesses = 256 },
        new("standard-2x", 1024 * MiB) { CpuShares = 2, MaxProcesses = 512 },
        new("performance-m", 2560 * MiB) { CpuShares = 12, Cpus = 2, MaxProcesses = 16_384, MaxMemoryRatio = 1, MaxQuantity = 10 },
        new("performance-l", 14_336 * MiB) { CpuShares = 50, Cpus = 8, MaxProcesses = 32_768, MaxMemoryRatio = 1, MaxQuantity = 10 },
        new("performance-l-ram", 30_720 * MiB) { CpuShares = 24, Cpus = 4, MaxProcesses = 32_768, MaxMemoryRatio = 1, MaxQuantity = 10 },
        new("performance-xl", 63_488 * MiB) { CpuShares = 50, Cpus = 8, MaxProcesses = 32_768, MaxMemoryRatio = 1, MaxQuantity = 10 },
        new("performance-2xl", 129_024 * MiB) { CpuShares = 100, Cpus = 16, MaxProcesses = 32_768, MaxMemoryRatio = 1, MaxQuantity = 10 },
    ];

    /// <summary>The size of dynos for which none was chosen: Standard-1X.</summary>
    public static DynoSize Default { get; } = Heroku[2];

    /// <summary>Creates a size of your own.</summary>
    /// <param name="name">Lower-case name as the API uses it: letters, digits, <c>-</c>, <c>.</c> and <c>_</c>, at most 60.</param>
    /// <param name="memory">Memory quota in bytes (R14 above it).</param>
    /// <exception cref="ArgumentException">The name is illegal.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The memory is not above zero.</exception>
    public DynoSize(string name, long memory)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > 60 || !name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.' or '_'))
            throw new ArgumentException($"The dyno size '{name}' is illegal: it must have 1 to 60 lower-case letters, digits, '-', '.' or '_'.", nameof(name));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(memory, 0);
        (Name, Memory) = (name, memory);
    }

    /// <summary>Name as the API uses it, such as <c>standard-1x</c>.</summary>
    public string Name { get; }

    /// <summary>Name as people write it, such as <c>Standard-1X</c>.</summary>
    public string DisplayName => string.Join('-', Name.Split('-').Select(
        static part => part.Length == 0 ? part : char.IsAsciiDigit(part[0]) || part.Length <= 2 ? part.ToUpperInvariant() : char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>Memory quota in bytes; above it R14 is logged.</summary>
    public long Memory { get; }

    /// <summary>Multiple of <see cref="Memory"/> above which the dyno is killed (R15). Default 2, as for Heroku's shared dynos.</summary>
    public double MaxMemoryRatio { get; init; } = 2;

    /// <summary>Bytes above which the dyno is killed (R15).</summary>
    public long MaxMemory => (long)(Memory * MaxMemoryRatio);

    /// <summary>Share of the processor relative to other dynos when they compete; 1 is Standard-1X.</summary>
    public int CpuShares { get; init; } = 1;

    /// <summary>Most processors that it may use at a time; null for all.</summary>
    public double? Cpus { get; init; }

    /// <summary>Most processes and threads.</summary>
    public int MaxProcesses { get; init; } = 256;

    /// <summary>Most dynos of this size per process type. Default 100.</summary>
    public int MaxQuantity { get; init; } = 100;
}
