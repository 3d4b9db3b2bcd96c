using System.Globalization;
using Docker.DotNet.Models;
using Paas.Dynos.Local;
using Paas.Slugs;

namespace Paas.Docker.Containers;

/// <summary>What a container is made with, besides its dyno.</summary>
/// <param name="Image">Image.</param>
/// <param name="Home">Directory of this machine that is mounted as home; null when nothing is.</param>
/// <param name="User">User of its processes.</param>
/// <param name="NetworkId">Network.</param>
/// <param name="Platform">Id of the platform.</param>
/// <param name="Processors">Processors of the daemon's machine.</param>
internal sealed record ContainerRequest(string Image, string? Home, FileOwner User, string NetworkId, Guid Platform, int Processors)
{
    /// <summary>Home of dynos, as on Heroku.</summary>
    public const string HomePath = "/app";

    private const long LosslessFactor = 16;
    private const long Nano = 1_000_000_000;

    // Standard-1X has a tenth of the weight that processes of the machine have by default.
    private const long WeightOfShare = 100;

    /// <summary>The request for the daemon. No part of it but its environment holds values of config vars.</summary>
    public CreateContainerParameters Create(DynoSpec spec, DockerOptions options)
    {
        var facts = ContainerFacts.Of(spec, options);
        var home = spec.Image is not null ? null : spec.Directory ?? HomePath;
        return new CreateContainerParameters
        {
            Name = ContainerNames.Of(options.LabelPrefix, spec),
            Hostname = spec.Id.ToString(),
            Image = Image,
            Entrypoint = ContainerCommand.EntryPoint(spec)!,
            Cmd = ContainerCommand.Arguments(spec)!,
            Env = ContainerEnvironment.Of(spec, home),
            WorkingDir = home!,
            User = ContainerUser.Format(User),
            Tty = spec.Attachment?.Terminal is not null,
            OpenStdin = spec.Attachment is not null,
            StdinOnce = spec.Attachment is not null,
            AttachStdin = spec.Attachment is not null,
            AttachStdout = true,
            AttachStderr = true,
            Healthcheck = new HealthcheckConfig { Test = ["NONE"] },
            Labels = new Dictionary<string, string>
            {
                [ContainerNames.PlatformLabel(options.LabelPrefix)] = Platform.ToString(),
                [ContainerNames.DynoLabel(options.LabelPrefix)] = facts.Write(),
            },
            ExposedPorts = facts.Port is { } exposed ? new Dictionary<string, EmptyStruct> { [PortKey(exposed)] = default } : null!,
            HostConfig = Limits(spec.Size, new HostConfig
            {
                Init = true,
                CapDrop = ["ALL"],
                SecurityOpt = ["no-new-privileges"],
                NetworkMode = NetworkId,
                ExtraHosts = [.. options.ExtraHosts.Select(static host => $"{host.Key}:{host.Value}")],
                LogConfig = facts.OutlivesHost ? Kept(options.KeptOutput, spec.LosslessOutput) : new LogConfig { Type = "none" },
                Mounts = [.. Mounts(spec)],
                ShmSize = options.SharedMemorySize,
                Tmpfs = spec.SlugDigest is null ? null! : new Dictionary<string, string> { ["/tmp"] = string.Create(CultureInfo.InvariantCulture, $"exec,mode=1777,size={options.TmpSize}") },
                Ulimits = [new Ulimit { Name = "core" }, new Ulimit { Name = "nofile", Soft = options.MaxOpenFiles, Hard = options.MaxOpenFiles }],
                PortBindings = facts.Port is { } port
                    ? new Dictionary<string, IList<PortBinding>> { [PortKey(port)] = [new PortBinding { HostIP = "127.0.0.1", HostPort = "" }] }
                    : null!,
            }),
        };
    }

    public static string PortKey(int port) => string.Create(CultureInfo.InvariantCulture, $"{port}/tcp");

    private HostConfig Limits(DynoSize size, HostConfig config)
    {
        config.Memory = size.MaxMemory;
        // The same, so that nothing is swapped: what exceeds the limit is to end (R15), not to crawl.
        config.MemorySwap = size.MaxMemory;
        config.CPUShares = Math.Max(2, size.CpuShares * WeightOfShare);
        // The daemon refuses more processors than there are.
        config.NanoCPUs = size.Cpus is { } cpus ? (long)(Math.Min(cpus, Processors) * Nano) : 0;
        config.PidsLimit = size.MaxProcesses;
        return config;
    }

    private IEnumerable<Mount> Mounts(DynoSpec spec)
    {
        if (Home is not null)
        {
            yield return Bind(Home, HomePath);
            if (OperatingSystem.IsLinux())
                yield return Bind(MemoryQuota.In(Path.GetDirectoryName(Home)!), MemoryQuota.View, readOnly: true);
        }

        if (spec.Directory is { } directory)
            yield return Bind(directory, directory);
        foreach (var writable in spec.WritableDirectories)
            yield return Bind(writable, writable);
        // Where the daemon does not see the home, links lead to it (SlugUpload).
        if ((Home ?? spec.Directory) is { } seen)
        {
            foreach (var (source, target) in ResolvedMounts.Of(spec.Mounts, seen).Where(mount => Home is null || mount.Target != HomePath))
                yield return Bind(source, target);
        }
    }

    private static Mount Bind(string source, string target, bool readOnly = false) =>
        new() { Type = "bind", Source = Path.GetFullPath(source), Target = Path.GetFullPath(target), ReadOnly = readOnly };

    /// <summary>
    /// The daemon's own format: it keeps bytes as they are and is bounded. A slow disk makes it lose lines rather than the dyno wait,
    /// but for one with lossless output, of which it keeps more.
    /// </summary>
    private static LogConfig Kept(long bytes, bool lossless)
    {
        var config = new Dictionary<string, string>
        {
            ["max-file"] = "2",
            ["max-size"] = (bytes / 2 * (lossless ? LosslessFactor : 1)).ToString(CultureInfo.InvariantCulture),
            ["compress"] = "false",
        };
        if (!lossless)
            (config["mode"], config["max-buffer-size"]) = ("non-blocking", "1m");
        return new LogConfig { Type = "local", Config = config };
    }
}
