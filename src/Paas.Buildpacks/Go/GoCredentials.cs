using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Paas.Go;

/// <summary>
/// Credentials of private module hosts: <c>GO_GIT_CRED__HTTPS__GITHUB__COM=user:token</c> (or a token alone). Git asks a
/// helper that reads the config var, so no secret stands in a file, in git's configuration or in a command line, and what
/// the tools print is masked. Source: devcenter.heroku.com/articles/go-apps-with-modules.
/// </summary>
internal sealed partial class GoCredentials
{
    private readonly ImmutableArray<string> _secrets;

    public GoCredentials(IReadOnlyDictionary<string, string> configVars)
    {
        var environment = ImmutableDictionary.CreateBuilder<string, string>();
        var secrets = ImmutableArray.CreateBuilder<string>();
        var count = 0;
        foreach (var (name, value) in configVars.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            if (name == "GOPROXY")
                secrets.AddRange(UserInfo().Matches(value).Select(static match => match.Groups[1].Value));
            if (Form().Match(name) is not { Success: true } form || value.Length == 0)
                continue;

            secrets.Add(value);
            secrets.AddRange(value.Split(':').Skip(1));
            var host = form.Groups["host"].Value.Replace("__", ".", StringComparison.Ordinal).ToLowerInvariant();
            var number = count++.ToString(CultureInfo.InvariantCulture);
            environment[$"GIT_CONFIG_KEY_{number}"] = $"credential.{form.Groups["protocol"].Value.ToLowerInvariant()}://{host}.helper";
            environment[$"GIT_CONFIG_VALUE_{number}"] =
                $"!f() {{ test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"${{{name}%%:*}}\" \"${{{name}#*:}}\"; }}; f";
        }

        if (count > 0)
            environment["GIT_CONFIG_COUNT"] = count.ToString(CultureInfo.InvariantCulture);
        Environment = environment.ToImmutable();
        _secrets = [.. secrets.Where(static secret => secret.Length > 3).Distinct().OrderByDescending(static secret => secret.Length)];
    }

    /// <summary>What makes git use them. Source: git-scm.com/docs/git-config, "GIT_CONFIG_COUNT".</summary>
    public ImmutableDictionary<string, string> Environment { get; }

    public string Mask(string line) => _secrets.Aggregate(line, static (text, secret) => text.Replace(secret, "****", StringComparison.Ordinal));

    [GeneratedRegex(@"^GO_GIT_CRED__(?<protocol>[A-Z]+)__(?<host>[A-Z0-9_]+)$")]
    private static partial Regex Form();

    [GeneratedRegex(@"://([^/@\s]+)@")]
    private static partial Regex UserInfo();
}
