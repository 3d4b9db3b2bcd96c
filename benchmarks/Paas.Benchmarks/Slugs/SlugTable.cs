using System.Diagnostics;
using System.Globalization;
using Paas.Deploys;

namespace Paas.Slugs;

/// <summary>Packs and unpacks real trees, in turns with <c>tar | gzip</c> and <c>tar | zstd</c>, and prints <c>benchmarks/results/slug.md</c>.</summary>
internal static class SlugTable
{
    private const int Runs = 3;

    // Where there is one, a file system in memory: a disk that writes back takes longer than all that is compared.
    private const string Memory = "/dev/shm";

    private static readonly (string Name, string Command)[] _trees =
    [
        ("node_modules", "npm install --no-audit --no-fund --silent express@4 typescript@5 webpack@5 lodash@4 eslint@9 react@18 react-dom@18 @babel/core@7 @babel/preset-env@7"),
        ("Python", "python3 -c 'import sysconfig, shutil; shutil.copytree(sysconfig.get_path(\"stdlib\"), \"stdlib\", symlinks=True, ignore=shutil.ignore_patterns(\"__pycache__\", \"test\", \"config-*\"))'"),
    ];

    public static async Task PrintAsync(TextWriter output, IReadOnlyList<string> directories)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"""
            # Slugs

            `dotnet run -c Release --project benchmarks/Paas.Benchmarks -- slug`

            {Environment.ProcessorCount} cores, .NET {Environment.Version}; load average before the run: {(File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "not known")}.
            Medians of {Runs} runs in turns, files in memory (tmpfs, where there is one); every unpacking begins with an empty directory and its removal is not counted.
            *One file changed* and *unchanged* are packed upon the slug before. *Next dyno*: a further home of a slug that is unpacked already, as an overlay (root on Linux).

            """));
        var root = Directory.CreateDirectory(Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), $"paas-bench-{Environment.ProcessId}")).FullName;
        try
        {
            foreach (var directory in directories)
                await PrintAsync(output, Path.GetFileName(directory), directory, root);
            foreach (var (name, command) in directories.Count > 0 ? [] : _trees)
            {
                var tree = Directory.CreateDirectory(Path.Combine(root, "tree-" + name)).FullName;
                if (Shell($"cd {tree} && {command} >&2"))
                    await PrintAsync(output, name, tree, root);
                else
                    output.WriteLine($"The tree {name} could not be made.\n");
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task PrintAsync(TextWriter output, string name, string tree, string root)
    {
        var files = Directory.EnumerateFiles(tree, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).ToList();
        var bytes = files.Sum(static file => new FileInfo(file).Length);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"**{name}**: {files.Count} files, {bytes / 1048576.0:0.0} MB.\n"));
        output.WriteLine("| | pack | size, or stored | unpack |\n|---|---:|---:|---:|");
        var run = new SlugRun(tree, Directory.CreateDirectory(Path.Combine(root, "run-" + name)).FullName, files.First(static file => new FileInfo(file).Length is > 1000 and < 20_000));
        var results = new Dictionary<string, List<SlugFigures>>();
        for (var round = 0; round <= Runs; round++)
        {
            foreach (var (what, measure) in run.Measures)
            {
                var figures = await measure();
                if (round == 0)
                    continue; // warms up
                if (!results.TryGetValue(what, out var list))
                    results.Add(what, list = []);
                list.Add(figures);
            }
        }

        foreach (var (what, list) in results)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {Time(list.Select(static figures => figures.Pack))} | {Figures.Median(list.Select(static figures => figures.Size)) / 1048576.0:0.000} MB | {Time(list.Select(static figures => figures.Unpack))} |"));
        }

        output.WriteLine();
    }

    private static string Time(IEnumerable<TimeSpan?> times) =>
        times.OfType<TimeSpan>().ToList() is { Count: > 0 } known ? string.Create(CultureInfo.InvariantCulture, $"{Figures.Median(known).TotalMilliseconds:0.#} ms") : "–";

    public static bool Shell(string command)
    {
        using var shell = Process.Start("sh", ["-c", command])!;
        shell.WaitForExit();
        return shell.ExitCode == 0;
    }
}
