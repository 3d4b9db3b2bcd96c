using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Paas.Files;

namespace Paas.Python;

/// <summary>What an app's dependency file says, with the files that it includes.</summary>
/// <param name="Digest">Digest of all of them.</param>
/// <param name="AreSettled">
/// Whether pip would find nothing to do where these were installed before: packages are only named, and none is made of files of
/// the app or of something elsewhere that may change.
/// </param>
internal sealed partial record PythonRequirements(string Digest, bool AreSettled)
{
    // They say where packages come from and which are looked at, which does not matter for one that is there.
    private static readonly string[] _sources =
        ["-i", "--index-url", "--extra-index-url", "--no-index", "-f", "--find-links", "--no-binary", "--only-binary", "--prefer-binary", "--pre", "--require-hashes", "--trusted-host"];

    private static readonly string[] _archives = [".zip", ".whl", ".gz", ".tgz", ".bz2", ".tbz", ".xz", ".txz", ".tlz", ".lzma", ".lz", ".tar"];
    private static readonly string[] _includes = ["-r", "--requirement", "-c", "--constraint"];

    public static PythonRequirements Read(ConfinedDirectory app, PythonDependencies dependencies)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var settled = Read(app, dependencies.File, isPip: dependencies.Tool == "pip", hash, []);
        return new PythonRequirements(Convert.ToHexStringLower(hash.GetHashAndReset()), settled && dependencies.Tool == "pip");
    }

    private static bool Read(ConfinedDirectory app, string file, bool isPip, IncrementalHash hash, HashSet<string> seen)
    {
        if (!seen.Add(file))
            return true;
        hash.AppendData(Encoding.UTF8.GetBytes($"{file}={app.Digest(file)}\0"));
        if (!isPip)
            return true;
        if (app.ReadLongText(file) is not { } text)
            return false;

        var settled = true;
        foreach (var line in Continuation().Replace(text, "").Split('\n').Select(static line => Comment().Replace(line, "").Trim()))
        {
            if (line.Length == 0)
                continue;
            if (line[0] != '-')
                settled &= IsNamed(line);
            else if (Option().Match(line) is { Success: true } option && _includes.Contains(option.Groups[1].Value))
                settled &= Read(app, Path.Join(Path.GetDirectoryName(file), option.Groups[2].Value.Trim()), isPip, hash, seen);
            else
                settled &= _sources.Contains(line.Split([' ', '\t', '='], 2)[0]);
        }

        return settled;
    }

    /// <summary>Whether a line is a name with extras, versions, conditions and digests; not an address, and not a file.</summary>
    private static bool IsNamed(string line) =>
        line.AsSpan().IndexOfAny("@/\\$") < 0 && Name().Match(line) is { Success: true } name && !_archives.Any(suffix => name.Value.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\\\r?\n", RegexOptions.CultureInvariant)]
    private static partial Regex Continuation();

    [GeneratedRegex(@"(^|\s+)#.*$", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(-[rc]|--requirement|--constraint)[ \t=]*(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*(?=$|[\s\[(<>=!~;])", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
