using Paas.Builds;
using Paas.Files;

namespace Paas.Jvm;

public sealed class JvmProfileTests : IDisposable
{
    private readonly TestDirectory _app = new();

    [Theory]
    [InlineData("512", "-Dfile.encoding=UTF-8 -XX:MaxRAM=536870912 -Xmx300m -Xss512k -XX:CICompilerCount=2")]
    [InlineData("1024", "-Dfile.encoding=UTF-8 -XX:MaxRAM=1073741824 -Xmx671m")]
    [InlineData("2560", "-Dfile.encoding=UTF-8 -XX:MaxRAM=2684354560 -XX:MaxRAMPercentage=80")]
    [InlineData("511", "-Dfile.encoding=UTF-8 -XX:MaxRAM=535822336 -XX:MaxRAMPercentage=80")]
    public async Task Profile_Memory_GivesOptions(string memory, string options)
    {
        Assert.Equal($"{options}|{options}", await EchoAsync("$JAVA_OPTS|$JAVA_TOOL_OPTIONS", ("MEMORY_AVAILABLE", memory), ("DYNO", "web.1")));
    }

    [Fact]
    public async Task Profile_OptionsOfTheApp_ComeLastAndSoWin()
    {
        Assert.Equal(
            "-Dfile.encoding=UTF-8 -XX:MaxRAM=1073741824 -Xmx671m -Xmx100m|-Dfile.encoding=UTF-8 -XX:MaxRAM=1073741824 -Xmx671m -Da=\"b c\"",
            await EchoAsync("$JAVA_OPTS|$JAVA_TOOL_OPTIONS", ("MEMORY_AVAILABLE", "1024"), ("JAVA_OPTS", "-Xmx100m"), ("JAVA_TOOL_OPTIONS", "-Da=\"b c\"")));
    }

    [Fact]
    public async Task Profile_OneOffDyno_HasNoToolOptions()
    {
        Assert.Equal("-Dfile.encoding=UTF-8 -XX:MaxRAM=1073741824 -Xmx671m|", await EchoAsync("$JAVA_OPTS|$JAVA_TOOL_OPTIONS", ("MEMORY_AVAILABLE", "1024"), ("DYNO", "run.4711")));
    }

    [Fact]
    public async Task Profile_NoLimit_FindsTheMemoryOfTheMachine()
    {
        Assert.Matches(@"^-Dfile\.encoding=UTF-8 -XX:MaxRAM=\d{8,} -X", await EchoAsync("$JAVA_OPTS"));
    }

    [Fact]
    public async Task Profile_JdkInSlug_IsThatOfTheDynosHome()
    {
        _app.WithDirectory(".jdk/lib/server");

        Assert.Equal($"{_app.Path}/.jdk|{_app.Path}/.jdk/lib/server", await EchoAsync("$JAVA_HOME|$LD_LIBRARY_PATH"));
        Assert.StartsWith($"{_app.Path}/.jdk/bin:", await EchoAsync("$PATH"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_JdkOfTheMachineIsGone_SaysSo()
    {
        var output = await RunAsync(new Jdk("17.0.9", "/nowhere/jdk 17", InSlug: false, ""), "echo \"$JAVA_HOME\"");

        Assert.Equal(["OpenJDK 17.0.9 (/nowhere/jdk 17), with which this app was built, is no longer installed. Install it again or deploy anew.", "/nowhere/jdk 17"], output);
    }

    [Theory]
    [InlineData("postgres://u:p@db.example.com:5432/d", "jdbc:postgresql://db.example.com:5432/d?user=u&password=p&sslmode=require", "u", "p")]
    [InlineData("postgresql://u:p@db.example.com/d", "jdbc:postgresql://db.example.com/d?user=u&password=p&sslmode=require", "u", "p")]
    [InlineData("postgres://u:p@db.example.com/d?sslmode=verify-full&x=y", "jdbc:postgresql://db.example.com/d?user=u&password=p&sslmode=verify-full&x=y", "u", "p")]
    [InlineData("postgres://u:p@db.example.com/d?x=y#top", "jdbc:postgresql://db.example.com/d?user=u&password=p&x=y&sslmode=require", "u", "p")]
    [InlineData("postgres://u:p@localhost:5432/d", "jdbc:postgresql://localhost:5432/d?user=u&password=p", "u", "p")]
    [InlineData("postgres://u:p@127.0.0.1:5432/d", "jdbc:postgresql://127.0.0.1:5432/d?user=u&password=p", "u", "p")]
    [InlineData("postgres://u:p@[::1]:5432/d", "jdbc:postgresql://[::1]:5432/d?user=u&password=p", "u", "p")]
    [InlineData("postgres://u@localhost/d", "jdbc:postgresql://localhost/d?user=u", "u", "")]
    [InlineData("postgres://localhost/d", "jdbc:postgresql://localhost/d", "", "")]
    [InlineData("postgres://u%40x:p%2Fw%3A%25%2B@localhost/d", "jdbc:postgresql://localhost/d?user=u%40x&password=p%2Fw%3A%25%2B", "u@x", "p/w:%+")]
    [InlineData("postgres://u:a$b`c\\n'\"&*;p%C3%A9 @localhost/d", "jdbc:postgresql://localhost/d?user=u&password=a%24b%60c%5Cn%27%22%26%2A%3Bp%C3%A9%20", "u", "a$b`c\\n'\"&*;pé ")]
    [InlineData("postgres://u:50%@localhost/d", "jdbc:postgresql://localhost/d?user=u&password=50%25", "u", "50%")]
    [InlineData("postgres://u:p@ss@localhost/d", "jdbc:postgresql://localhost/d?user=u&password=p%40ss", "u", "p@ss")]
    [InlineData("mysql://u:p@db.example.com:3306/d?reconnect=true", "jdbc:mysql://db.example.com:3306/d?user=u&password=p&autoReconnect=true", "u", "p")]
    [InlineData("mysql2://u:p@db.example.com/d", "jdbc:mysql://db.example.com/d?user=u&password=p", "u", "p")]
    [InlineData("mariadb://u:p@db.example.com/d", "jdbc:mariadb://db.example.com/d?user=u&password=p", "u", "p")]
    [InlineData("mongodb://u:p@db.example.com/d", "", "", "")]
    [InlineData("nonsense", "", "", "")]
    public async Task Profile_DatabaseUrl_IsGivenInTheFormOfJdbc(string url, string jdbc, string user, string password)
    {
        Assert.Equal([jdbc, user, password], await PrintAsync(["JDBC_DATABASE_URL", "JDBC_DATABASE_USERNAME", "JDBC_DATABASE_PASSWORD"], ("DATABASE_URL", url)));
        Assert.Equal([jdbc, user, password], await PrintAsync(["SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD"], ("DATABASE_URL", url)));
    }

    [Fact]
    public async Task Profile_OtherDatabases_AreGivenToo()
    {
        Assert.Equal(
            ["jdbc:postgresql://localhost/pink?user=u&password=p", "p", "", "jdbc:mysql://jaws/d?user=u&password=p"],
            await PrintAsync(
                ["HEROKU_POSTGRESQL_PINK_JDBC_URL", "HEROKU_POSTGRESQL_PINK_JDBC_PASSWORD", "HEROKU_POSTGRESQL_PINK_JDBC_JDBC_URL", "JDBC_DATABASE_URL"],
                ("HEROKU_POSTGRESQL_PINK_URL", "postgres://u:p@localhost/pink"), ("JAWSDB_URL", "mysql://u:p@jaws/d")));
        Assert.Equal(
            ["jdbc:postgresql://localhost/d"],
            await PrintAsync(["JDBC_DATABASE_URL"], ("DATABASE_URL", "postgres://localhost/d"), ("JAWSDB_URL", "mysql://u:p@jaws/d")));
    }

    [Fact]
    public async Task Profile_ConfigVars_Win()
    {
        Assert.Equal(
            ["jdbc:own", "", "jdbc:spring", ""],
            await PrintAsync(
                ["JDBC_DATABASE_URL", "JDBC_DATABASE_PASSWORD", "SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_PASSWORD"],
                ("DATABASE_URL", "postgres://u:p@localhost/d"), ("JDBC_DATABASE_URL", "jdbc:own"), ("SPRING_DATASOURCE_URL", "jdbc:spring")));
        Assert.Equal(
            ["", ""],
            await PrintAsync(
                ["SPRING_DATASOURCE_URL", "SPRING_REDIS_URL"],
                ("DATABASE_URL", "postgres://u:p@localhost/d"), ("REDIS_URL", "redis://r"), ("DISABLE_SPRING_DATASOURCE_URL", "true"), ("DISABLE_SPRING_REDIS_URL", "true")));
    }

    [Fact]
    public async Task Profile_Redis_IsGivenToSpring()
    {
        Assert.Equal(["redis://:p@r:6379", "redis://own"], await PrintAsync(["SPRING_REDIS_URL", "SPRING_DATA_REDIS_URL"], ("REDIS_URL", "redis://:p@r:6379"), ("SPRING_DATA_REDIS_URL", "redis://own")));
    }

    [Fact]
    public async Task Profile_Sourced_PrintsNothingAndLeavesNothingBehind()
    {
        var output = await RunAsync(new Jdk("17.0.9", "", InSlug: true, ""), "compgen -v paas_; compgen -A function paas_; true", ("DATABASE_URL", "postgres://u:secret@localhost/d"), ("REDIS_URL", "redis://:secret@r"));

        Assert.Empty(output);
    }

    public void Dispose() => _app.Dispose();

    private async Task<string> EchoAsync(string text, params (string Name, string Value)[] environment) =>
        Assert.Single(await RunAsync(new Jdk("17.0.9", "", InSlug: true, ""), $"echo \"{text}\"", environment));

    private Task<List<string>> PrintAsync(string[] names, params (string Name, string Value)[] environment) =>
        RunAsync(new Jdk("17.0.9", "", InSlug: true, ""), $"for name in {string.Join(' ', names)}; do printf '%s\\n' \"${{!name}}\"; done", environment);

    private async Task<List<string>> RunAsync(Jdk jdk, string command, params (string Name, string Value)[] environment)
    {
        JvmProfile.WriteTo(new ConfinedDirectory(_app.Path), jdk);
        var variables = Bash.Environment(_app.Path);
        foreach (var (name, value) in environment)
            variables[name] = value;
        var output = new List<string>();
        using var bash = Bash.Start($"set -e; for f in .profile.d/*.sh; do . \"$f\"; done; {command}", _app.Path, variables, output.Add);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
