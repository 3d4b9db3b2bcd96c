using System.Collections.Immutable;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;

namespace Paas.Node;

/// <summary>The environment of a Node.js dyno. Source: devcenter.heroku.com/articles/node-concurrency.</summary>
internal static class NodeProfile
{
    private const string Concurrency = MemoryLimit.Function + """

        export MEMORY_AVAILABLE="${MEMORY_AVAILABLE-$(paas_memory_mb)}"
        if [ "$MEMORY_AVAILABLE" -gt 16384 ]; then
          export WEB_MEMORY="${WEB_MEMORY-2048}"
        else
          export WEB_MEMORY="${WEB_MEMORY-512}"
        fi
        if [ -z "${WEB_CONCURRENCY:-}" ]; then
          WEB_CONCURRENCY=$(( MEMORY_AVAILABLE / WEB_MEMORY ))
          if [ "$WEB_CONCURRENCY" -lt 1 ]; then WEB_CONCURRENCY=1; fi
          if [ "$WEB_CONCURRENCY" -gt 200 ]; then WEB_CONCURRENCY=200; fi
          export WEB_CONCURRENCY
          export WEB_CONCURRENCY_SET_BY="heroku/nodejs"
        fi
        if [ "${LOG_CONCURRENCY:-}" = true ]; then
          echo "Detected ${MEMORY_AVAILABLE} MB available memory, ${WEB_MEMORY} MB limit per process (WEB_MEMORY)"
          echo "Recommending WEB_CONCURRENCY=${WEB_CONCURRENCY}"
        fi
        unset -f paas_memory_mb
        """;

    private const string Home = ".heroku/node";

    /// <summary>Writes the dyno's environment, and puts the tools that the machine lacks beside it.</summary>
    public static async ValueTask<string?> InstallAsync(
        BuildContext context, ConfinedDirectory app, NodeToolchain tools, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        // Headers and manuals are for the build only.
        var own = new[] { tools.Node.Directory, tools.ManagerDirectory }.OfType<string>().ToArray();
        WriteTo(app, own.Length > 0);
        foreach (var directory in own)
        {
            var home = ShellText.Quote($"./{Home}");
            var error = await context.RunStepAsync(
                "Copying Node.js into the slug",
                $"""
                mkdir -p {home}
                for part in bin lib; do
                  if [ -d {ShellText.Quote(directory)}/$part ]; then cp -a --reflink=auto {ShellText.Quote(directory)}/$part {home}/ || exit; fi
                done
                rm -rf {home}/lib/node_modules/node-linux-*/include {home}/lib/node_modules/node-linux-*/share {home}/lib/node_modules/*/CHANGELOG.md
                """,
                environment, cancellationToken);
            if (error is not null)
                return error;
        }

        return null;
    }

    public static void WriteTo(ConfinedDirectory app, bool hasHome = false)
    {
        var script = new ProfileScript().Default("NODE_ENV", "production");
        if (hasHome)
            script.Line($"export NODE_HOME=\"$HOME/{Home}\"").PrependPath("PATH", $"{Home}/bin");
        script.PrependPath("PATH", "bin").PrependPath("PATH", "node_modules/.bin").WriteTo(app, "nodejs");
        new ProfileScript().Line(Concurrency).WriteTo(app, "WEB_CONCURRENCY");
    }
}
