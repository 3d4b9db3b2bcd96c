using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Paas.Toolchains;

/// <summary>Archives as the distributions make them, and as nobody should.</summary>
internal static class TestArchive
{
    /// <summary>A gzip-compressed tar file of programs (names in <c>bin</c>) and other files, each with its name as content.</summary>
    public static byte[] Tar(params string[] names) => Tar(tar =>
    {
        foreach (var name in names)
            tar.WriteEntry(File(name));
    });

    public static byte[] Tar(Action<TarWriter> write)
    {
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
            write(tar);
        return archive.ToArray();
    }

    public static PaxTarEntry File(string name) => new(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(name)),
        Mode = name.Contains("bin/", StringComparison.Ordinal) || name == "dotnet" ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100,
    };

    public static PaxTarEntry Link(string name, string target, TarEntryType type = TarEntryType.SymbolicLink) => new(type, name) { LinkName = target };

    public static byte[] Zip(params string[] names)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create))
        {
            foreach (var name in names)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = (name.Contains("bin/", StringComparison.Ordinal) ? 0x81ED : 0x81A4) << 16;
                using var content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(name));
            }
        }

        return archive.ToArray();
    }
}
