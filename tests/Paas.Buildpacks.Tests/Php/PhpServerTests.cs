using System.Globalization;
using Paas.Builds;
using Paas.Files;

namespace Paas.Php;

/// <summary>What starts PHP-FPM and a web server, as Heroku's programs of the same names do.</summary>
public sealed class PhpServerTests : IDisposable
{
    private readonly TestDirectory _app = new();

    public PhpServerTests() => PhpRuntime.WriteTo(new ConfinedDirectory(_app.Path), null, "vendor/bin");

    [Theory]
    [InlineData("-Z", "there is no option -Z")]
    [InlineData("-C", "option -C needs a value")]
    [InlineData("-c x", "put what you need into an include")]
    [InlineData("-C no.conf", "the configuration for nginx 'no.conf' cannot be read")]
    [InlineData("-F no.conf", "the configuration for PHP-FPM 'no.conf' cannot be read")]
    [InlineData("-i no.ini", "the php.ini 'no.ini' cannot be read")]
    [InlineData("nowhere", "the document root 'nowhere' is not a directory of the app")]
    [InlineData("a b", "there can be one document root, but 2 were given: a b")]
    [InlineData("-p x", "PORT is not set to a number")]
    public async Task Start_WrongArguments_SaysWhich(string arguments, string problem)
    {
        DebianPackages.RequireServer("nginx");

        Assert.Contains(problem, await RunningApp.RunAsync(_app, $"heroku-php-nginx {arguments}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nginx", "location /own { return 200 own; }")]
    [InlineData("apache2", "RewriteEngine On\nRewriteRule ^/own$ /own.txt [PT]")]
    public async Task Start_AllOptions_AreUsedAndLogsFollowed(string server, string configuration)
    {
        DebianPackages.RequireServer(server);
        _app.With("web/index.php", "<?php error_log('a line of PHP'); file_put_contents(dirname(__DIR__) . '/log/own.log', \"a line of its own\\n\", FILE_APPEND); echo ini_get('memory_limit'), ' ', ini_get('date.timezone'), ' ', getenv('WEB_CONCURRENCY'), ' ', $_SERVER['REQUEST_URI'], ' ', $_SERVER['HTTP_AUTHORIZATION'] ?? 'nobody';")
            .With("web/own.txt", "own").With("web/.secret", "x").With("log/.keep")
            .With("server.conf.php", $"<?php echo <<<'CONF'\n{configuration}\nCONF . \"\\n\";")
            .With("fpm.conf", "php_admin_value[memory_limit] = 64M\n")
            .With("own.ini", "date.timezone = Europe/Paris\n");

        await using var running = await RunningApp.StartAsync(_app, $"exec heroku-php-{server} -C server.conf.php -F fpm.conf -i own.ini -l log/own.log web", new Dictionary<string, string> { ["WEB_CONCURRENCY"] = "3" });

        Assert.Equal("64M Europe/Paris 3 /?x=1 nobody", await running.GetAsync("/?x=1"));
        Assert.Equal("own", await running.GetAsync("/own"));
        using var authorized = await running.SendAsync(HttpMethod.Get, "/", ("Authorization", "Bearer abc"));
        Assert.EndsWith("Bearer abc", await authorized.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var secret = await running.SendAsync(HttpMethod.Get, "/.secret");
        Assert.Equal(403, (int)secret.StatusCode);
        foreach (var line in new[] { "a line of PHP", "a line of its own", "\"GET /own HTTP/1.1\" 200", "DOCUMENT_ROOT changed to 'web/'", "Starting php-fpm with 3 workers..." })
            await running.WaitForOutputAsync(line);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("apache2")]
    public async Task Serve_MoreClientsThanWorkers_AllAreAnswered(string server)
    {
        DebianPackages.RequireServer(server);
        _app.With("index.php", "<?php usleep(1000); echo 'answered';");
        await using var running = await RunningApp.StartAsync(_app, $"exec heroku-php-{server}", new Dictionary<string, string> { ["WEB_CONCURRENCY"] = "1" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => running.GetAsync("/")));

        Assert.All(answers, static answer => Assert.Equal("answered", answer));
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("apache2")]
    public async Task Stop_RequestUnderWay_IsAnsweredFirst(string server)
    {
        DebianPackages.RequireServer(server);
        _app.With("index.php", "<?php if (isset($_GET['wait'])) { touch('begun'); while (!file_exists('go')) { clearstatcache(); usleep(10000); } } echo 'answered';");
        await using var running = await RunningApp.StartAsync(_app, $"heroku-php-{server} & pid=$!; until [ -e begun ]; do sleep 0.05; done; kill -TERM $pid; while (: 9<>/dev/tcp/127.0.0.1/$PORT) 2>/dev/null; do sleep 0.05; done; touch go; wait $pid; echo ended $?; sleep 60", new Dictionary<string, string> { ["WEB_CONCURRENCY"] = "2" });

        Assert.Equal("answered", await running.GetAsync("/?wait"));
        await running.WaitForOutputAsync("ended 143");
    }

    [Theory]
    [InlineData("php-fpm")]
    [InlineData("nginx")]
    public async Task Stop_OneOfThemDies_EndsTheOtherWithAnError(string victim)
    {
        DebianPackages.RequireServer("nginx");
        _app.With("index.php", "<?php echo 'up';");
        await using var running = await RunningApp.StartAsync(_app, $"heroku-php-nginx & pid=$!; until [ -e now ]; do sleep 0.05; done; kill -9 $(pgrep -P $pid -f {victim}); wait $pid; echo ended $?; pgrep -P $pid; sleep 60", new Dictionary<string, string> { ["WEB_CONCURRENCY"] = "2" });
        var home = running.Home;

        await File.WriteAllTextAsync(Path.Combine(home, "now"), "", TestContext.Current.CancellationToken);

        await running.WaitForOutputAsync($"{victim} ended unexpectedly with status 137; ending the rest.");
        await running.WaitForOutputAsync("ended 137");
    }

    [Theory]
    [InlineData("memory_limit = 256M", "", "256")]
    [InlineData("memory_limit = 1G", "", "1024")]
    [InlineData("memory_limit = 1G", "memory_limit = 256M", "256")]
    [InlineData("", "", "128")]
    public async Task Start_NoConcurrencyGiven_FollowsFromTheMemoryLimit(string ini, string userIni, string limit)
    {
        DebianPackages.RequireServer("nginx");
        _app.With("own.ini", ini).With(".user.ini", userIni);

        var output = await RunningApp.RunAsync(_app, $"heroku-php-nginx -i own.ini -t");

        Assert.Contains($" processes at {limit}MB memory limit.", output, StringComparison.Ordinal);
        Assert.True(int.Parse(output.Split(' ')[0], CultureInfo.InvariantCulture) >= 1);
    }

    [Fact]
    public async Task Start_WithoutApache_NginxServesTheFrontController()
    {
        DebianPackages.RequireServer("nginx");
        using var programs = new TestDirectory();
        foreach (var program in new[] { "php", "bash", "id", "sed", "mktemp", "mkfifo", "cat", "rm", "grep", "tail", "head", "realpath", "getconf", "awk", "sleep", "dirname", "env" })
            File.CreateSymbolicLink(programs.PathOf(program), $"/usr/bin/{program}");
        foreach (var program in Directory.EnumerateFiles("/usr/sbin").Where(static path => Path.GetFileName(path) is "nginx" || Path.GetFileName(path).StartsWith("php-fpm", StringComparison.Ordinal)))
            File.CreateSymbolicLink(programs.PathOf(Path.GetFileName(program)), program);
        _app.With("index.php", "<?php echo $_SERVER['REQUEST_URI'];");
        _app.With(".heroku/php/bin/heroku-php-apache2", _app.Read(".heroku/php/bin/heroku-php-apache2").Replace("PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin", "", StringComparison.Ordinal));

        await using var running = await RunningApp.StartAsync(_app, "exec heroku-php-apache2", new Dictionary<string, string> { ["PATH"] = programs.Path, ["WEB_CONCURRENCY"] = "1" });

        Assert.Equal("/some/path", await running.GetAsync("/some/path"));
        Assert.Contains("Apache is not installed where this dyno runs; using nginx", running.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _app.Dispose();
}
