using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Jvm;

/// <summary>
/// Gives a build its JDK: the app's own in <c>.jdk</c>; else one of the machine in the version that system.properties asks
/// for, which the slug only refers to; else one that a source has, which becomes <c>.jdk</c> in the slug. A directory
/// <c>.jdk-overlay</c> is laid over it. Source: github.com/heroku/heroku-buildpack-jvm-common.
/// </summary>
internal sealed class JdkSetup(BuildContext context, ConfinedDirectory app, ToolchainFinder finder, ImmutableDictionary<string, string> environment)
{
    private const string Overlay = ".jdk-overlay";

    private const string Probe = """
        { printf '%s\n' "${JAVA_HOME:-}"
          java=$(command -v java) && java=$(readlink -f "$java") && java=${java%/bin/java} && printf '%s\n' "${java%/jre}"
          ls -d /usr/lib/jvm/* /usr/java/* /opt/java/* /usr/local/openjdk-* /Library/Java/JavaVirtualMachines/*/Contents/Home 2>/dev/null | sort -rV
        } | while read -r home; do
          [ -n "$home" ] && [ -x "$home/bin/javac" ] && home=$(readlink -f "$home") || continue
          case ":$seen:" in *":$home:"*) continue ;; esac
          seen="$seen:$home"
          version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release" 2>/dev/null)
          [ -n "$version" ] || version=$("$home/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.version = //p')
          [ -z "$version" ] || printf '%s %s\n' "$version" "$home/bin"
        done
        """;

    /// <summary>Leaves out what no dyno needs, and has the machine's certificate authorities trusted, as its own JDK does.</summary>
    private const string Adapt = $$"""
        cd {{Jdk.Directory}} && rm -rf lib/src.zip src.zip demo sample man
        for directory in lib/security jre/lib/security; do
          if [ -e "$directory/cacerts" ] && [ -r /etc/ssl/certs/java/cacerts ]; then ln -sf /etc/ssl/certs/java/cacerts "$directory/cacerts"; fi
        done
        """;

    /// <summary>Exactly one of the two results is not null.</summary>
    public async ValueTask<(Jdk? Jdk, string? Error)> RunAsync(CancellationToken cancellationToken)
    {
        if (!JavaVersionRequest.TryRead(app, out var request, out var error))
            return (null, error);

        if (app.FileExists($"{Jdk.Directory}/bin/java"))
        {
            context.Output.Step("Using provided JDK");
            return await FinishAsync(new Toolchain(await VersionOfProvidedAsync(cancellationToken), app.PathOf($"{Jdk.Directory}/bin"), app.PathOf(Jdk.Directory)), cancellationToken);
        }

        (var toolchain, error) = await FindAsync(request, cancellationToken);
        if (toolchain is null)
            return (null, error);

        context.Output.Step($"Using OpenJDK {toolchain.Version}{(request is null ? "" : $" ({request.AskedBy}, asks for {request.Text})")}");
        if (request is null)
            context.Output.Alert($"No Java version is specified. Add a file {SystemProperties.FileName} with the line 'java.runtime.version={JavaVersion.MajorOf(toolchain.Version)}', so that the app is always built and run with the version that you tested.");
        if (toolchain.Directory is not null)
            await context.CaptureAsync(Adapt, environment, cancellationToken);
        return await FinishAsync(toolchain, cancellationToken);
    }

    private async ValueTask<(Toolchain?, string? Error)> FindAsync(JavaVersionRequest? request, CancellationToken cancellationToken)
    {
        if (request is not null)
            return await finder.FindAsync(context, Request(request.Text, request.AskedBy, request.Accepts), environment, cancellationToken);

        // Any that the machine has is better than to get one; one that is got is of the kind that is kept up for years.
        var (own, _) = await new ToolchainFinder([]).FindAsync(context, Request("of any version", null, static _ => true), environment, cancellationToken);
        return own is not null ? (own, null) : await finder.FindAsync(context, Request("(a long-term version)", null, JavaVersion.IsLongTerm), environment, cancellationToken);
    }

    private ToolchainRequest Request(string range, string? askedBy, Func<string, bool> accepts) => new("openjdk", "OpenJDK")
    {
        Range = range,
        AskedBy = askedBy,
        Accepts = accepts,
        Probe = Probe,
        Directory = app.PathOf(Jdk.Directory),
        Advice = "Debian: apt-get install openjdk-17-jdk-headless; or commit a JDK as the directory .jdk",
    };

    private async ValueTask<(Jdk? Jdk, string? Error)> FinishAsync(Toolchain toolchain, CancellationToken cancellationToken)
    {
        var home = Path.GetDirectoryName(toolchain.Bin)!;
        var inSlug = toolchain.Directory is not null;
        if (app.DirectoryExists(Overlay))
        {
            context.Output.Detail($"Laying {Overlay} over the JDK");
            var error = await OverlayAsync(home, inSlug, cancellationToken);
            if (error is not null)
                return (null, error);
            (home, inSlug) = (app.PathOf(Jdk.Directory), true);
        }

        var (_, path) = await context.CaptureAsync("printf 'path %s\\n' \"$PATH\"", environment, cancellationToken);
        return (new Jdk(toolchain.Version, home, inSlug, $"{home}/bin:{ShellAnswers.Find(path, "path")}"), null);
    }

    private ValueTask<string?> OverlayAsync(string home, bool inSlug, CancellationToken cancellationToken)
    {
        // What a machine's JDK links to is copied too; links of it into nothing (its sources, say) are no loss.
        var copy = inSlug ? "" : $"mkdir -p {Jdk.Directory} && {{ cp -rL {ShellText.Quote(home)}/. {Jdk.Directory}/ 2>/dev/null; [ -x {Jdk.Directory}/bin/java ]; }} && ";
        return context.RunStepAsync($"Laying {Overlay} over the JDK", $"{copy}cp -rf --remove-destination {Overlay}/. {Jdk.Directory}/", environment, cancellationToken);
    }

    private async ValueTask<string> VersionOfProvidedAsync(CancellationToken cancellationToken)
    {
        var release = app.ReadText($"{Jdk.Directory}/release") ?? "";
        if (release.Split('\n').FirstOrDefault(static line => line.StartsWith("JAVA_VERSION=", StringComparison.Ordinal)) is { } line)
            return line["JAVA_VERSION=".Length..].Trim().Trim('"');

        var (_, output) = await context.CaptureAsync(
            $"./{Jdk.Directory}/bin/java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\\.version = /version /p'", environment, cancellationToken);
        return ShellAnswers.Find(output, "version") ?? "unknown";
    }
}
