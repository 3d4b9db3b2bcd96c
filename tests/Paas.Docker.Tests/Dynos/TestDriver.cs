using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Paas.Docker.Dynos;

/// <summary>Drivers and slugs of tests.</summary>
internal static class TestDriver
{
    public static DockerDynoDriver Create(DockerDaemon daemon, ISlugStore slugs, string directory, Action<DockerOptions>? configure = null)
    {
        var options = Options(daemon, directory);
        configure?.Invoke(options);
        return new DockerDynoDriver(options, slugs, TimeProvider.System, NullLogger<DockerDynoDriver>.Instance);
    }

    public static DockerOptions Options(DockerDaemon daemon, string directory)
    {
        var options = new DockerOptions { RootDirectory = directory };
        Configure(options, daemon.Endpoint);
        return options;
    }

    public static void Configure(DockerOptions options, Uri endpoint)
    {
        options.Endpoint = endpoint;
        options.PullPolicy = DockerPullPolicy.Never;
        options.BuildImages.Clear();
        options.StackImages["heroku-24"] = DockerDaemon.Image;
    }

    public static async Task<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new TarWriter(gzip, TarEntryFormat.Gnu))
        {
            foreach (var (name, text) in files)
                await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) }, cancellationToken);
        }

        content.Position = 0;
        return await slugs.WriteAsync(content, cancellationToken);
    }
}
