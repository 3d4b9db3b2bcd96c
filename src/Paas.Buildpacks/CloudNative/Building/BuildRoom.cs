using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Paas.Classic;
using Paas.Files;
using Paas.Shell;

namespace Paas.CloudNative;

/// <summary>
/// Where Cloud Native buildpacks work. Layers and app are seen as <c>/layers</c> and <c>/workspace</c>, in the build as in dynos, because
/// programs that were installed under a path often work under no other; where the driver has no mounts, at their paths on the host.
/// </summary>
internal sealed class BuildRoom
{
    private const string MountedLayers = "/layers";
    private const string MountedApp = "/workspace";
    private const string UnmountedLayers = "cloud-native/layers";
    private const string EnvironmentAnswer = "environment";
    private const string Marker = ".mounted";

    private readonly BuildContext _context;
    private readonly ImmutableArray<DynoMount> _further;

    private BuildRoom(BuildContext context, ImmutableArray<DynoMount> further)
    {
        (_context, _further) = (context, further);
        var work = new ConfinedDirectory(context.WorkDirectory);
        work.Delete("cloud-native");
        Work = new ConfinedDirectory(work.CreateDirectory("cloud-native"));
        Layers = new ConfinedDirectory(Work.CreateDirectory("layers"));
        Work.CreateDirectory("home");
        Work.CreateDirectory("platform/env");
        // Config vars lie in there.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Work.PathOf("platform"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        App = new ConfinedDirectory(context.AppDirectory);
    }

    /// <summary>Files of this build alone.</summary>
    public ConfinedDirectory Work { get; }

    /// <summary>Layers: a directory for each buildpack.</summary>
    public ConfinedDirectory Layers { get; private set; }

    public ConfinedDirectory App { get; }

    /// <summary>Whether layers and app are at the same paths in the build and in dynos.</summary>
    public bool IsMounted { get; private set; }

    /// <summary>The layers' directory as programs of the build see it.</summary>
    public string LayersPath => IsMounted ? MountedLayers : Layers.Root;

    /// <summary>The app's directory as programs of the build see it.</summary>
    public string AppPath => IsMounted ? MountedApp : App.Root;

    /// <summary>What programs see at further paths.</summary>
    public ImmutableArray<DynoMount> Mounts => [new DynoMount(Layers.Root, MountedLayers), new DynoMount(App.Root, MountedApp), .. _further];

    /// <summary>What dynos see at further paths.</summary>
    public ImmutableArray<DynoMount> LaunchMounts => IsMounted ? [new DynoMount(LaunchLayers.Directory, MountedLayers), new DynoMount("", MountedApp)] : [];

    /// <summary>Paths of the build that are others in dynos, and what they are there.</summary>
    public (string Path, string Place)[] Moved => IsMounted ? [] : [(LayersPath, "$HOME/" + LaunchLayers.Directory), (AppPath, "$HOME")];

    /// <summary>What the build is for.</summary>
    public BuildTarget Target { get; private set; } = new("linux", "", "");

    /// <summary>The environment of build dynos.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    public static async ValueTask<BuildRoom> OpenAsync(BuildContext context, IEnumerable<KeyValuePair<string, string>> variables, ImmutableArray<DynoMount> mounts, CancellationToken cancellationToken)
    {
        var room = new BuildRoom(context, mounts);
        foreach (var (name, value) in variables)
        {
            if (name.Length > 0 && name is not ("." or "..") && !name.Contains('/', StringComparison.Ordinal))
                room.Work.WriteText($"platform/env/{name}", value);
        }

        await room.LookAroundAsync(cancellationToken);
        return room;
    }

    /// <summary>Runs a script in a build dyno.</summary>
    public ValueTask<int> RunAsync(string name, string script, Action<string>? onOutput, CancellationToken cancellationToken)
    {
        Work.WriteText(name, script);
        return _context.RunAsync(new BuildCommand($"exec bash {ShellText.Quote(Work.PathOf(name))}") { Mounts = Mounts, OnOutput = onOutput }, cancellationToken);
    }

    /// <summary>Removes what nobody needs any more.</summary>
    public void Clear() => Work.Delete("platform");

    private async ValueTask LookAroundAsync(CancellationToken cancellationToken)
    {
        Layers.WriteText(Marker, "");
        var answers = new System.Text.StringBuilder();
        var prefix = $"paas-{Guid.NewGuid():n}";
        var output = new ScriptOutput(prefix, line => answers.Append(line).Append('\n'));
        var script = $"""
            echo "machine $(uname -m)"
            env -0 | base64 | sed "s/^/{prefix} {EnvironmentAnswer} /"
            [ -e {MountedLayers}/{Marker} ] && [ -d {MountedApp} ] && echo "mounted yes"
            if [ -r /etc/os-release ]; then . /etc/os-release; echo "distribution $ID"; echo "version $VERSION_ID"; fi
            true
            """;
        await RunAsync("look.sh", script, output.Take, cancellationToken);
        Layers.Delete(Marker);
        var text = answers.ToString();
        IsMounted = ShellAnswers.Find(text, "mounted") is not null;
        var cache = new ConfinedDirectory(_context.CacheDirectory);
        cache.Delete(UnmountedLayers);
        // Cached layers are bound to their path as well, so it must be the same in the next build.
        if (!IsMounted)
            Layers = new ConfinedDirectory(cache.CreateDirectory(UnmountedLayers));

        Environment = output.Environment(EnvironmentAnswer);
        var (architecture, variant) = (ShellAnswers.Find(text, "machine") ?? RuntimeInformation.OSArchitecture.ToString()) switch
        {
            "x86_64" or "X64" => ("amd64", ""),
            "aarch64" or "arm64" or "Arm64" => ("arm64", ""),
            "armv7l" => ("arm", "v7"),
            "armv6l" => ("arm", "v6"),
            var other => (other, ""),
        };
        Target = new BuildTarget(OperatingSystem.IsMacOS() ? "darwin" : "linux", architecture, variant)
        {
            DistributionName = ShellAnswers.Find(text, "distribution") ?? "",
            DistributionVersion = ShellAnswers.Find(text, "version") ?? "",
        };
    }
}
