using Paas.Environments;
using Paas.Files;

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

    public static void WriteTo(ConfinedDirectory app)
    {
        new ProfileScript()
            .Default("NODE_ENV", "production")
            .PrependPath("PATH", "bin")
            .PrependPath("PATH", "node_modules/.bin")
            .WriteTo(app, "nodejs");
        new ProfileScript().Line(Concurrency).WriteTo(app, "WEB_CONCURRENCY");
    }
}
