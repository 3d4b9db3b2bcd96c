namespace Paas.Api.Tests.Client;

/// <summary>
/// The commands of the client by what they are about. Each group has an app of its own, deployed twice, whose name is that of the
/// group, and runs from top to bottom; groups run beside each other. Commands of add-ons, drains, pipelines, review apps, CI,
/// webhooks and telemetry come with what they are about.
/// </summary>
internal static class CommandTable
{
    public static IReadOnlyDictionary<string, ClientCommand[]> Groups { get; } = new Dictionary<string, ClientCommand[]>
    {
        ["deploys"] =
        [
            Quick("mkdir -p app && cd app && git init -q && printf 'web: exec python3 -m http.server $PORT\\n' > Procfile && git add . && git commit -qm one && heroku create pushed", @"pushed\.git"),
            Quick("cd app && heroku git:remote -a pushed", "set git remote heroku"),
            Quick("cd app && git push heroku main", @"Released v3"),
            new("rm -rf copy && heroku git:clone -a pushed copy && cat copy/Procfile", "http.server"),
            new("cd app && heroku info", "Slug Size"),
            new("cd app && heroku apps:rename pushed-on", "pushed-on.git"),
            new("cd app && git remote -v", "pushed-on.git"),
            new("cd app && heroku apps:destroy --confirm pushed-on", "done"),
        ],
        ["appsapp"] =
        [
            Quick("heroku apps", "appsapp"),
            new("heroku apps --all", "appsapp"),
            Quick("heroku apps:info -a appsapp", "Web URL"),
            new("heroku apps:info -a appsapp --json", "\"git_url\""),
            new("heroku apps:info -a appsapp --shell", "git_url="),
            Quick("heroku create made -n --region us --stack heroku-22 --buildpack heroku/nodejs", "made.git"),
            new("heroku apps:open -a appsapp", "Opening|opening") { Impossible = "it opens a browser" },
            Quick("heroku maintenance:on -a appsapp", "done"),
            Quick("heroku maintenance -a appsapp", "on"),
            new("heroku maintenance:off -a appsapp", "done"),
            new("heroku stack -a appsapp", @"\* heroku-24"),
            new("heroku stack:set heroku-22 -a appsapp", "heroku-22"),
            Quick("heroku features -a appsapp", "preboot"),
            new("heroku features:enable preboot -a appsapp", "done"),
            new("heroku features:info preboot -a appsapp", "preboot"),
            new("heroku features:disable preboot -a appsapp", "done"),
            new("heroku labs -a appsapp", "log-runtime-metrics"),
            new("heroku labs:enable log-runtime-metrics -a appsapp", "done"),
            new("heroku labs:info log-runtime-metrics -a appsapp", "dyno resource usage"),
            new("heroku labs:disable log-runtime-metrics -a appsapp", "done"),
            new("heroku apps:transfer nobody@example.com -a appsapp", "nobody@example.com|find") { ExitCode = 2 },
            new("heroku apps:lock -a appsapp", "team") { ExitCode = 2 },
            Quick("heroku apps:destroy made --confirm made", "done"),
        ],
        ["psapp"] =
        [
            Quick("heroku ps -a psapp", @"web\.1: (up|starting)"),
            Quick("heroku ps:scale web=2 worker=1 -a psapp", "web at 2:Standard-1X"),
            new("heroku ps:scale worker-1 -a psapp", "worker at 0"),
            new("heroku ps:scale -a psapp", "web=2:Standard-1X worker=0"),
            Quick("heroku ps:type -a psapp", "Standard-1X"),
            new("heroku ps:resize web=standard-2x -a psapp", "Standard-2X"),
            new("heroku ps:restart -a psapp", "done"),
            new("heroku ps:restart --dyno-name web.1 -a psapp", "done"),
            new("heroku ps:restart --process-type web -a psapp", "done"),
            Quick("heroku ps:stop --dyno-name web.1 -a psapp", "done"),
            new("heroku ps:stop --process-type web -a psapp", "done"),
            new("heroku ps:wait -a psapp", ".*"),
        ],
        ["configapp"] =
        [
            Quick("heroku config:set A=1 B='two words' -a configapp", "v5"),
            Quick("heroku config -a configapp", "two words"),
            new("heroku config:get A -a configapp", "^1"),
            new("heroku config -s -a configapp", "B='two words'"),
            new("heroku config -j -a configapp", "\"A\": \"1\""),
            Quick("heroku config:unset A -a configapp", "v6"),
            new("heroku config:set 1A=x -a configapp", "1A") { ExitCode = 2 },
        ],
        ["releasesapp"] =
        [
            Quick("heroku releases -a releasesapp", "Deploy v2"),
            new("heroku releases -n 1 --json -a releasesapp", "\"version\": 4"),
            Quick("heroku releases:info -a releasesapp", "Deploy v2"),
            new("heroku releases:info v3 -a releasesapp", "Deploy v1"),
            new("heroku releases:output v3 -a releasesapp", "no release output"),
            Quick("heroku releases:rollback v3 -a releasesapp", "done, v5"),
            new("heroku rollback -a releasesapp", "done, v6"),
            new("heroku releases:retry -a releasesapp", "release-phase command") { ExitCode = 2 },
        ],
        ["logsapp"] =
        [
            Quick("heroku logs -n 5 -a logsapp", @"app\[api\]"),
            new("heroku logs -n 50 --source heroku -a logsapp", @"heroku\[web\.1\]"),
            new("heroku logs -n 50 --dyno-name web.1 -a logsapp", @"\[web\.1\]"),
            new("heroku logs -n 50 --process-type web -a logsapp", @"\[web\.1\]"),
            Quick("timeout 8 heroku logs --tail -a logsapp", @"app\[api\]") with { ExitCode = 124 },
        ],
        ["runapp"] =
        [
            Quick("heroku run -a runapp -- 'echo hello from $DYNO'", @"hello from run\.\d+"),
            Quick("heroku run -x -a runapp -- 'sh -c \"exit 3\"'", "code 3") with { ExitCode = 3 },
            Quick("heroku run --no-tty -a runapp -- cat", "some input") with { Input = "some input\n" },
            new("heroku run -a runapp -- cat", "some input") { Input = "some input\n" },
            new("heroku run --size standard-2x --env A=b -a runapp -- 'echo $A'", "^b|\nb"),
            Quick("heroku run:detached -a runapp -- echo hello", @"done, run\.\d+"),
            new("heroku run:inside web.1 -a runapp -- 'echo inside $DYNO'", @"inside web\.1"),
        ],
        ["domainsapp"] =
        [
            Quick("heroku domains:add www.example.com -a domainsapp", "www.example.com"),
            Quick("heroku domains -a domainsapp", "domainsapp.localhost"),
            new("heroku domains:info www.example.com -a domainsapp", "custom"),
            new("heroku domains:wait www.example.com -a domainsapp", ".*"),
            new("heroku domains:add '*.example.org' -a domainsapp", "example.org"),
            new("heroku domains:remove www.example.com -a domainsapp", "done"),
            new("heroku domains:clear -a domainsapp", "done"),
            new("heroku certs -a domainsapp", "no SSL certificates"),
            new("heroku certs:auto -a domainsapp", "disabled|Automatic Certificate"),
        ],
        ["packsapp"] =
        [
            Quick("heroku buildpacks:set heroku/nodejs -a packsapp", "heroku/nodejs"),
            Quick("heroku buildpacks -a packsapp", "heroku/nodejs"),
            new("heroku buildpacks:add heroku/python -a packsapp", "heroku/python"),
            new("heroku buildpacks:add --index 1 heroku/dotnet -a packsapp", "1. heroku/dotnet"),
            new("heroku buildpacks:remove heroku/python -a packsapp", "heroku/nodejs"),
            new("heroku buildpacks:clear -a packsapp", "cleared"),
            new("heroku buildpacks:search node", "heroku/nodejs"),
            new("heroku buildpacks:info heroku/python", "built into"),
            new("heroku buildpacks:versions heroku/python", "published"),
        ],
        ["accessapp"] =
        [
            Quick("heroku access:add friend@example.com -a accessapp", "done"),
            Quick("heroku access -a accessapp", "friend@example.com"),
            new("heroku access:remove friend@example.com -a accessapp", "done"),
            new("heroku teams", ".*"),
            new("heroku apps:transfer friend@example.com -a accessapp", "[Ii]nitiating|[Tt]ransfer|done"),
        ],
        ["authapp"] =
        [
            Quick("heroku auth:whoami", "owner@localhost"),
            new("heroku auth:token", "PAAS-"),
            Quick("heroku authorizations:create -d tested -s read -S > one.txt && cat one.txt", "-"),
            Quick("heroku authorizations", "tested"),
            new("heroku authorizations:info $(heroku authorizations --json | node -pe 'JSON.parse(require(\"fs\").readFileSync(0)).find(a=>a.description==\"tested\").id')", "read"),
            new("heroku authorizations:update -d renamed $(heroku authorizations --json | node -pe 'JSON.parse(require(\"fs\").readFileSync(0)).find(a=>a.description==\"tested\").id')", "renamed"),
            new("heroku authorizations:rotate $(heroku authorizations --json | node -pe 'JSON.parse(require(\"fs\").readFileSync(0)).find(a=>a.description==\"renamed\").id')", "done|Token"),
            new("heroku authorizations:revoke $(heroku authorizations --json | node -pe 'JSON.parse(require(\"fs\").readFileSync(0)).find(a=>a.description==\"renamed\").id')", "done"),
            new("heroku sessions", ".*"),
            new("heroku clients:create tool https://example.com/callback", "done|HEROKU_OAUTH_ID"),
            new("heroku clients", "tool"),
            new("ssh-keygen -q -t ed25519 -N '' -C laptop -f key && heroku keys:add key.pub", "done"),
            new("heroku keys", "laptop"),
            new("heroku keys:remove laptop", "done"),
            Quick("unset HEROKU_API_KEY; python3 \"$LOGIN\" && heroku whoami", "dev@example.com"),
            new("unset HEROKU_API_KEY; heroku apps; heroku logout", "Logging out|done|Logged out"),
        ],
        ["platform"] =
        [
            new("heroku regions", "us"),
            new("heroku status", "No known issues"),
            new("heroku spaces", "do not have access to any spaces") { ExitCode = 2 },
            new("heroku addons -a platform", "No add-ons"),
            new("heroku drains -a platform", "^$|."),
            new("heroku pipelines", "My Pipelines"),
            new("heroku webhooks -a platform", "no webhooks"),
            new("heroku version", "heroku/11"),
        ],
    };

    private static ClientCommand Quick(string line, string expect) => new(line, expect) { IsQuick = true };
}
