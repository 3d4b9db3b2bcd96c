using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Paas.Deploys;
using Paas.Slugs;

namespace Paas.Engine;

/// <summary>A tree of 20 MB, half random bytes and half text, into a slug and back; against <c>tar | gzip -1</c>.</summary>
[ShortRunJob]
public class SlugBenchmarks
{
    private readonly string _directory = Directory.CreateTempSubdirectory("paas-bench-").FullName;
    private byte[] _slug = [];
    private string _digest = "";
    private int _serial;

    [GlobalSetup]
    public void SetUp()
    {
        AppTree.Fill(Path.Combine(_directory, "tree"), 20);
        using var slug = new MemoryStream();
        SlugArchive.Pack(Path.Combine(_directory, "tree"), slug, long.MaxValue, CancellationToken.None);
        _slug = slug.ToArray();
        _digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_slug));
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_directory, recursive: true);

    [Benchmark(Baseline = true)]
    public void TarGzip() => Shell($"tar -C {_directory}/tree -c . | gzip -1 > {_directory}/tree.tar.gz");

    [Benchmark]
    public void Pack()
    {
        using var slug = File.Create(Path.Combine(_directory, "slug.tar.gz"));
        SlugArchive.Pack(Path.Combine(_directory, "tree"), slug, long.MaxValue, CancellationToken.None);
    }

    [Benchmark]
    public void TarGunzip() => Shell($"mkdir {_directory}/out-{++_serial} && tar -C {_directory}/out-{_serial} -xzf {Write()}");

    [Benchmark]
    public void Unpack()
    {
        using var slug = new MemoryStream(_slug);
        SlugArchive.Unpack(slug, Directory.CreateDirectory(Path.Combine(_directory, $"out-{++_serial}")).FullName, _digest, CancellationToken.None);
    }

    [IterationCleanup(Targets = [nameof(TarGunzip), nameof(Unpack)])]
    public void RemoveOutput()
    {
        foreach (var output in Directory.EnumerateDirectories(_directory, "out-*"))
            Directory.Delete(output, recursive: true);
    }

    private string Write()
    {
        var path = Path.Combine(_directory, "in.tar.gz");
        if (!File.Exists(path))
            File.WriteAllBytes(path, _slug);
        return path;
    }

    private static void Shell(string command)
    {
        using var shell = Process.Start("sh", ["-c", command])!;
        shell.WaitForExit();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"'{command}' ended with status {shell.ExitCode}.");
    }
}
