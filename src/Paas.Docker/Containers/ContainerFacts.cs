using System.Text.Json;

namespace Paas.Docker.Containers;

/// <summary>What a container's label says of its dyno, for the next host: all of its spec but environment and input.</summary>
internal sealed record ContainerFacts
{
    public required Guid Id { get; init; }

    public required Guid AppId { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Command { get; init; }

    public string? Slug { get; init; }

    public string? Directory { get; init; }

    public IReadOnlyList<string> WritableDirectories { get; init; } = [];

    public string? Image { get; init; }

    public string? Stack { get; init; }

    public int Release { get; init; }

    /// <summary>Its <c>$PORT</c>; null when it has none.</summary>
    public int? Port { get; init; }

    public required string Size { get; init; }

    public required long Memory { get; init; }

    public double MaxMemoryRatio { get; init; }

    public int CpuShares { get; init; }

    public double? Cpus { get; init; }

    public int MaxProcesses { get; init; }

    public bool Lossless { get; init; }

    /// <summary>Whether it goes on without its host.</summary>
    public bool OutlivesHost { get; init; }

    /// <summary>Whether a dyno goes on without its host: not so a build, or one with somebody at it.</summary>
    public static bool CanOutliveHost(DynoSpec spec, DockerOptions options) =>
        options.OutliveHost && spec is { Attachment: null, Inside: null, Type: not "build" };

    public static ContainerFacts Of(DynoSpec spec, DockerOptions options) => new()
    {
        Id = spec.Id,
        AppId = spec.AppId,
        Name = spec.Name,
        Type = spec.Type,
        Command = spec.Command,
        Slug = spec.SlugDigest,
        Directory = spec.Directory,
        WritableDirectories = spec.WritableDirectories,
        Image = spec.Image,
        Stack = spec.Stack,
        Release = spec.Release,
        Port = spec.NeedsPort ? ContainerPort.Of(spec.Id) : null,
        Size = spec.Size.Name,
        Memory = spec.Size.Memory,
        MaxMemoryRatio = spec.Size.MaxMemoryRatio,
        CpuShares = spec.Size.CpuShares,
        Cpus = spec.Size.Cpus,
        MaxProcesses = spec.Size.MaxProcesses,
        Lossless = spec.LosslessOutput,
        OutlivesHost = CanOutliveHost(spec, options),
    };

    public DynoSpec ToSpec() => new()
    {
        Id = Id,
        AppId = AppId,
        Name = Name,
        Type = Type,
        Command = Command,
        SlugDigest = Slug,
        Directory = Directory,
        WritableDirectories = [.. WritableDirectories],
        Image = Image,
        LosslessOutput = Lossless,
        Stack = Stack,
        Release = Release,
        NeedsPort = Port is not null,
        Size = new DynoSize(Size, Memory) { MaxMemoryRatio = MaxMemoryRatio, CpuShares = CpuShares, Cpus = Cpus, MaxProcesses = MaxProcesses },
    };

    public string Write() => JsonSerializer.Serialize(this, ContainerJson.Default.ContainerFacts);

    /// <summary>Null when the label is not one of this driver's.</summary>
    public static ContainerFacts? Read(string label)
    {
        try
        {
            return JsonSerializer.Deserialize(label, ContainerJson.Default.ContainerFacts);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
