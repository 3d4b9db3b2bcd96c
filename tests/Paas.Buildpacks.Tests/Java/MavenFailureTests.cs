using Paas.Jvm;

namespace Paas.Java;

/// <summary>What Maven 3.8 prints, in short, and what the build's reason says.</summary>
public sealed class MavenFailureTests
{
    private const string Pom = "<project>\n  <dependencies>\n    <dependency>\n      <groupId>com.google.code.gson</groupId>\n      <artifactId>gson</artifactId>\n";

    private static readonly Jdk _jdk = new("17.0.9", "/jdk", InSlug: false, "");

    [Fact]
    public void Explain_ErrorsOfTheCompiler_GivesTheFirstWithItsPlace()
    {
        Assert.Equal(
            """
            src/main/java/example/Main.java, line 17, column 8: cannot find symbol
              symbol:   method setContentTyp(java.lang.String)
              location: variable res of type Response
            That is the first of 2 errors of the compiler: mvn compile shows them all.
            """,
            Explain("""
            [ERROR] COMPILATION ERROR : 
            [INFO] -----
            [ERROR] /build/src/main/java/example/Main.java:[17,8] cannot find symbol
              symbol:   method setContentTyp(java.lang.String)
              location: variable res of type Response
            [ERROR] /build/src/main/java/example/Main.java:[21,25] cannot find symbol
              symbol:   class Sever
              location: class example.Main
            [INFO] 2 errors 
            [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.10.1:compile (default-compile) on project app: Compilation failure: Compilation failure: 
            [ERROR] /build/src/main/java/example/Main.java:[17,8] cannot find symbol
            [ERROR]   symbol:   method setContentTyp(java.lang.String)
            [ERROR]   location: variable res of type Response
            [ERROR] /build/src/main/java/example/Main.java:[21,25] cannot find symbol
            """));
    }

    [Fact]
    public void Explain_OneErrorOfKotlin_SaysThatItIsAll()
    {
        Assert.Equal(
            "src/main/kotlin/Main.kt, line 3, column 5: Unresolved reference: printn\nIt does not compile: mvn compile shows the same.",
            Explain("[ERROR] /app/src/main/kotlin/Main.kt:[3,5] Unresolved reference: printn"));
    }

    [Theory]
    [InlineData("Fatal error compiling: error: invalid target release: 21 -> [Help 1]", "21")]
    [InlineData("Fatal error compiling: error: release version 25 not supported -> [Help 1]", "25")]
    [InlineData("Source option 5 is no longer supported. Use 7 or later.", "5")]
    public void Explain_AnotherJava_NamesBothFiles(string line, string release)
    {
        Assert.Equal(
            $"pom.xml has Java {release} compiled for, and this build uses OpenJDK 17.0.9, which cannot do that. Write 'java.runtime.version={release}' into system.properties, or lower maven.compiler.release (source, target) in pom.xml.",
            Explain($"[ERROR] {line}"));
    }

    [Theory]
    [InlineData("Failed to execute goal on project app: Could not resolve dependencies for project example:app:jar:1.0: Could not find artifact com.google.code.gson:gson:jar:99.0 in far (http://far.example) -> [Help 1]", "com.google.code.gson:gson:jar:99.0 (pom.xml, line 5)", "Could not find artifact com.google.code.gson:gson:jar:99.0 in far (http://far.example)")]
    [InlineData("Could not resolve dependencies for project example:app:jar:1.0: The following artifacts could not be resolved: com.google.code.gson:gson:jar:99.0, a:b:jar:1: Could not transfer", "com.google.code.gson:gson:jar:99.0 (pom.xml, line 5)", "The following artifacts could not be resolved: com.google.code.gson:gson:jar:99.0, a:b:jar:1: Could not transfer")]
    [InlineData("Plugin a.b:c-maven-plugin:2.5 or one of its dependencies could not be resolved: Could not transfer artifact a.b:c-maven-plugin:pom:2.5 from/to far (http://***@far.example): Connection refused -> [Help 1]", "a.b:c-maven-plugin:pom:2.5", "Could not transfer artifact a.b:c-maven-plugin:pom:2.5 from/to far (http://***@far.example): Connection refused")]
    [InlineData("Cannot access far (http://far.example) in offline mode and the artifact a.b:c:jar:1.0 has not been downloaded from it before. -> [Help 1]", "a.b:c:jar:1.0", "Cannot access far (http://far.example) in offline mode and the artifact a.b:c:jar:1.0 has not been downloaded from it before.")]
    [InlineData("Non-resolvable parent POM for example:app:1.0: Could not find artifact a.b:parent:pom:1.0 in far (http://far.example) and 'parent.relativePath' points at wrong local POM @ line 3, column 11 -> [Help 2]", "a.b:parent:pom:1.0", "Could not find artifact a.b:parent:pom:1.0 in far (http://far.example) and 'parent.relativePath' points at wrong local POM @ line 3, column 11")]
    public void Explain_MissingArtifact_NamesItItsLineAndTheWayToAMirror(string line, string artifact, string why)
    {
        var lines = Explain($"[ERROR] {line}").Split('\n');

        Assert.Equal([$"Maven could not get {artifact}.", $"  {why}"], lines[..2]);
        Assert.Contains("MAVEN_SETTINGS_PATH", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[FATAL] Non-parseable POM /build/pom.xml: Unrecognised tag: 'build' (position: START_TAG seen ... @17:10)  @ line 17, column 10", "pom.xml, line 17, column 10: Unrecognised tag: 'build'")]
    [InlineData("[ERROR] 'dependencies.dependency.version' for a:b:jar is missing. @ line 15, column 17", "pom.xml, line 15, column 17: 'dependencies.dependency.version' for a:b:jar is missing.")]
    [InlineData("[ERROR] 'dependencies.dependency.version' for a:b:jar is missing. @ line 15, column 17\n[ERROR]   The project example:web:1.0 (/build/web/pom.xml) has 1 error", "web/pom.xml, line 15, column 17: 'dependencies.dependency.version' for a:b:jar is missing.")]
    public void Explain_FaultyPom_GivesThePlace(string output, string reason) => Assert.Equal(reason, Explain(output));

    [Fact]
    public void Explain_OutOfMemory_NamesTheConfigVar() =>
        Assert.Contains("MAVEN_JAVA_OPTS", Explain("[ERROR] Java heap space -> [Help 1]: java.lang.OutOfMemoryError"), StringComparison.Ordinal);

    [Fact]
    public void Explain_SomethingElse_GivesTheErrorsWithoutTheEpilogue()
    {
        Assert.Equal(
            "Maven failed with exit code 1.\n  Failed to execute goal a:b:1:run (x) on project app: There are test failures.\n  See target/surefire-reports.",
            Explain("""
            [ERROR] Failed to execute goal a:b:1:run (x) on project app: There are test failures. -> [Help 1]
            [ERROR] 
            [ERROR] See target/surefire-reports.
            [ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
            [ERROR] Re-run Maven using the -X switch to enable full debug logging.
            [ERROR] 
            [ERROR] For more information about the errors and possible solutions, please read the following articles:
            [ERROR] [Help 1] http://example.com/MojoFailureException
            """));
    }

    private static string Explain(string text)
    {
        var output = new MavenOutput(static _ => { });
        foreach (var line in text.Split('\n'))
            output.Line(line);
        return MavenFailure.Explain(output.Errors, ["/build", "/app"], Pom, _jdk, 1);
    }
}
