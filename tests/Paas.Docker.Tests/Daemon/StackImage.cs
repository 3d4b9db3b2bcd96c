using System.Diagnostics;
using System.Reflection;

namespace Paas.Docker;

/// <summary>The image in which dynos of the tests run, made on this machine and kept beside the build's output.</summary>
internal static class StackImage
{
    private const string Release = "bookworm";

    public static async Task EnsureAsync(DockerDaemon daemon, CancellationToken cancellationToken)
    {
        var artifacts = typeof(StackImage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "Artifacts").Value!;
        var archive = Path.Combine(Directory.CreateDirectory(Path.Combine(artifacts, "docker")).FullName, $"stack-{Release}.tar");
        if (!File.Exists(archive))
            await MakeAsync(archive);
        cancellationToken.ThrowIfCancellationRequested();
        await daemon.DockerAsync("import", archive, DockerDaemon.Image);
    }

    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with status {process.ExitCode}: {await errors}{output[^Math.Min(output.Length, 2000)..]}");
        return output.TrimEnd();
    }

    private static async Task MakeAsync(string archive)
    {
        var root = Directory.CreateTempSubdirectory("paas-stack-").FullName;
        try
        {
            await RunAsync("debootstrap", ["--variant=minbase", "--include=bash,perl-base,procps", Release, root]);
            var aside = $"{archive}.{Environment.ProcessId}";
            // What the package manager needs for itself is half of it, and no dyno's business.
            await RunAsync("tar", ["-C", root, "--exclude=./var/cache/apt/*", "--exclude=./var/lib/apt/lists/*", "--exclude=./usr/share/doc/*", "--exclude=./usr/share/locale/*", "-cf", aside, "."]);
            File.Move(aside, archive, overwrite: true);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
