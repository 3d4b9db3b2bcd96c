using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Paas.Ruby;

/// <summary>A <c>Gemfile.lock</c>: sections without indent, their entries indented by 2, 3 or 4 spaces. Source: Bundler's LockfileParser.</summary>
internal sealed record GemfileLock
{
    /// <summary>The gems in the order of the file; one may be there for several platforms.</summary>
    public ImmutableArray<LockedGem> Gems { get; init; } = [];

    /// <summary>The platforms that the file was resolved for, such as <c>ruby</c> or <c>x86_64-linux</c>.</summary>
    public ImmutableArray<string> Platforms { get; init; } = [];

    /// <summary>As in the file, without the patch level: <c>3.2.2</c>, <c>3.1.4 (jruby 9.4.5.0)</c>.</summary>
    public string? RubyVersion { get; init; }

    /// <summary>The Bundler that wrote the file.</summary>
    public string? BundledWith { get; init; }

    /// <summary>Version of a gem, or null when the app does not have it.</summary>
    public Version? Find(string gem)
    {
        foreach (var locked in Gems)
        {
            if (locked.Name == gem)
                return Version.TryParse(string.Join('.', locked.Version.Split('.').TakeWhile(static part => part.All(char.IsAsciiDigit)).Append("0").Append("0").Take(3)), out var version) ? version : new Version(0, 0);
        }

        return null;
    }

    public bool Has(string gem) => Gems.Any(locked => locked.Name == gem);

    public static bool TryParse(string text, [NotNullWhen(true)] out GemfileLock? locked, [NotNullWhen(false)] out string? error)
    {
        var gems = ImmutableArray.CreateBuilder<LockedGem>();
        var platforms = ImmutableArray.CreateBuilder<string>();
        var checksums = new Dictionary<string, string>(StringComparer.Ordinal);
        string section = "", remote = "", revision = "";
        string? ruby = null, bundler = null;
        locked = null;

        var number = 0;
        foreach (var rawLine in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = rawLine.TrimEnd();
            if (line.StartsWith("<<<<<<<", StringComparison.Ordinal) || line.StartsWith(">>>>>>>", StringComparison.Ordinal) || line == "=======")
            {
                error = $"Gemfile.lock has a merge conflict in line {number}. Take one side ('git checkout --ours Gemfile.lock'), run 'bundle lock' and commit the file that it writes.";
                return false;
            }

            if (line.Length == 0)
                continue;
            if (line[0] != ' ')
            {
                (section, remote, revision) = (line, "", "");
                continue;
            }

            var indent = line.Length - line.TrimStart().Length;
            var entry = line.Trim();
            switch (section)
            {
                case "GEM" or "GIT" or "PATH" or "PLUGIN SOURCE" when indent == 4:
                    if (TryGem(entry, section, out var gem))
                        gems.Add(section == "GIT" ? gem with { Repository = $"git+{remote}@{revision}" } : gem);
                    break;
                case "GIT" when entry.StartsWith("remote: ", StringComparison.Ordinal): remote = WithoutCredentials(entry["remote: ".Length..]); break;
                case "GIT" when entry.StartsWith("revision: ", StringComparison.Ordinal): revision = entry["revision: ".Length..]; break;
                case "PLATFORMS": platforms.Add(entry); break;
                case "CHECKSUMS" when entry.LastIndexOf(" sha256=", StringComparison.Ordinal) is > 0 and var at: checksums[entry[..at]] = "sha256:" + entry[(at + " sha256=".Length)..]; break;
                case "RUBY VERSION": ruby = WithoutPatchLevel(entry); break;
                case "BUNDLED WITH": bundler = entry; break;
            }
        }

        error = section.Length == 0 ? "Gemfile.lock is empty. Run 'bundle lock' and commit the file that it writes." : null;
        if (error is not null)
            return false;

        locked = new GemfileLock
        {
            Gems = [.. gems.Select(gem => gem with { Checksum = checksums.GetValueOrDefault($"{gem.Name} ({gem.FullName[(gem.Name.Length + 1)..]})") })],
            Platforms = platforms.ToImmutable(),
            RubyVersion = ruby,
            BundledWith = bundler,
        };
        return true;
    }

    /// <summary>An entry such as <c>nokogiri (1.16.2-x86_64-linux)</c>. A version has no dash, so the first one begins the platform.</summary>
    private static bool TryGem(string entry, string source, [NotNullWhen(true)] out LockedGem? gem)
    {
        gem = null;
        var open = entry.IndexOf(" (", StringComparison.Ordinal);
        if (open <= 0 || !entry.EndsWith(')'))
            return false;

        var version = entry[(open + 2)..^1].Split('-', 2);
        gem = new LockedGem(entry[..open], version[0], version.Length == 2 ? version[1] : null, source);
        return true;
    }

    /// <summary>From <c>ruby 3.1.2p20</c> to <c>3.1.2</c>.</summary>
    private static string WithoutPatchLevel(string entry)
    {
        var words = entry.Split(' ', 3);
        if (words is not ["ruby", var version, ..])
            return entry;

        var end = version.LastIndexOf('p');
        if (end > 0 && char.IsAsciiDigit(version[end - 1]) && version.AsSpan(end + 1).IndexOfAnyExceptInRange('0', '9') < 0)
            version = version[..end];
        return words.Length == 3 ? $"{version} {words[2]}" : version;
    }

    private static string WithoutCredentials(string remote) =>
        Uri.TryCreate(remote, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0 ? remote.Replace(uri.UserInfo + "@", "", StringComparison.Ordinal) : remote;
}
