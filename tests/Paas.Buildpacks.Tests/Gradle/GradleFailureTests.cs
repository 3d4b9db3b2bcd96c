using Paas.Builds;
using Paas.Files;
using Paas.Jvm;

namespace Paas.Gradle;

/// <summary>What Gradle prints, in short, and what the build's reason says.</summary>
public sealed class GradleFailureTests : IDisposable
{
    private readonly TestDirectory _app = new TestDirectory().With("build.gradle", "dependencies {\n    compile 'org.slf4j:slf4j-api:2.0.9'\n    compile group: 'com.google.code.gson', name: 'gson', version: '99'\n}\n");

    [Theory]
    [InlineData("> Task :compileJava FAILED\n{app}/src/main/java/Main.java:27: error: cannot find symbol\n        Server server = new Sever();\n                            ^\n  symbol:   class Sever\n  location: class Main\n1 error", "src/main/java/Main.java, line 27: cannot find symbol\n  Server server = new Sever();\n  symbol:   class Sever\n  location: class Main\nIt does not compile: gradle classes shows the same.")]
    [InlineData("/app/src/A.java:1: error: ';' expected\n/app/src/B.java:2: error: ';' expected", "src/A.java, line 1: ';' expected\nThat is the first of 2 errors of the compiler: gradle classes shows them all.")]
    [InlineData("e: file://{app}/src/main/kotlin/Main.kt:3:5 Unresolved reference: printn", "src/main/kotlin/Main.kt, line 3: Unresolved reference: printn\nIt does not compile: gradle classes shows the same.")]
    [InlineData("e: {app}/src/main/kotlin/Main.kt: (3, 5): Unresolved reference: printn", "src/main/kotlin/Main.kt, line 3: Unresolved reference: printn\nIt does not compile: gradle classes shows the same.")]
    public void Explain_ErrorsOfTheCompiler_GivesTheFirstWithItsPlace(string output, string reason) => Assert.Equal(reason, Explain(output));

    [Theory]
    [InlineData("* What went wrong:\nCould not resolve all files for configuration ':compileClasspath'.\n> Could not find com.google.code.gson:gson:99.\n  Searched in the following locations:\n      https://far.example/gson-99.pom", "Gradle could not get com.google.code.gson:gson:99 (build.gradle, line 3).")]
    [InlineData("* What went wrong:\nCould not resolve all files for configuration ':compileClasspath'.\n> Could not resolve org.slf4j:slf4j-api:2.0.9.\n  Required by:\n      project :\n   > Could not resolve org.slf4j:slf4j-api:2.0.9.\n      > Could not get resource 'https://***@far.example/a.pom'.\n         > Connection refused", "Gradle could not get org.slf4j:slf4j-api:2.0.9 (build.gradle, line 2).\n  Could not resolve org.slf4j:slf4j-api:2.0.9.\n  Could not get resource 'https://***@far.example/a.pom'.\n  Connection refused")]
    [InlineData("* What went wrong:\n> No cached version of a.b:c:1.0 available for offline mode.", "Gradle could not get a.b:c:1.0.")]
    [InlineData("* Where:\nBuild file '{app}/build.gradle' line: 1\n\n* What went wrong:\nPlugin [id: 'org.springframework.boot', version: '2.0.0'] was not found in any of the following sources:", "Gradle could not get org.springframework.boot.")]
    public void Explain_MissingArtifact_NamesItItsLineAndTheWayToAMirror(string output, string reason)
    {
        var explained = Explain("FAILURE: Build failed with an exception.\n\n" + output);

        Assert.StartsWith(reason + "\n", explained, StringComparison.Ordinal);
        Assert.EndsWith("name a mirror: repositories { maven { url … } }, for plugins in pluginManagement of settings.gradle.", explained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* Where:\nBuild file '{app}/web/build.gradle' line: 9\n\n* What went wrong:\nA problem occurred evaluating root project 'hello'.\n> Could not find method implementatio() for arguments [x:y:1] on root project 'hello'.\n\n* Try:\nRun with --stacktrace", "web/build.gradle, line 9:\n  A problem occurred evaluating root project 'hello'.\n  > Could not find method implementatio() for arguments [x:y:1] on root project 'hello'.")]
    [InlineData("* What went wrong:\nTask 'sage' not found in root project 'hello'.\n\n* Try:\nRun gradle tasks", "Gradle failed with exit code 1.\n  Task 'sage' not found in root project 'hello'.")]
    public void Explain_SomethingElse_GivesGradlesOwnWords(string output, string reason) => Assert.Equal(reason, Explain("FAILURE: Build failed with an exception.\n\n" + output));

    [Theory]
    [InlineData("> Unsupported class file major version 61", "Gradle 6.0 is too old for OpenJDK 17.0.9.")]
    [InlineData("> Could not determine java version from '17.0.9'.", "Gradle 6.0 is too old for OpenJDK 17.0.9.")]
    [InlineData("> error: invalid source release: 21", "The build compiles for Java 21, and OpenJDK 17.0.9, which it uses, cannot do that.")]
    [InlineData("> No matching toolchains found for requested specification: {languageVersion=21, vendor=any} for LINUX on x86_64.", "The build compiles for Java 21, and OpenJDK 17.0.9, which it uses, cannot do that.")]
    public void Explain_JavaThatDoesNotFit_NamesTheFiles(string line, string reason)
    {
        var explained = Explain($"FAILURE: Build failed with an exception.\n\n* What went wrong:\n{line}");

        Assert.StartsWith(reason, explained, StringComparison.Ordinal);
        Assert.Contains("system.properties", explained, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_WrapperWithoutNetwork_SaysWhatItWanted()
    {
        Assert.StartsWith(
            "gradlew could not get Gradle itself:\n  Exception in thread \"main\" java.net.UnknownHostException: gradle.example\n",
            Explain("Downloading https://gradle.example/gradle-6.0-bin.zip\nException in thread \"main\" java.net.UnknownHostException: gradle.example\n\tat java.base/x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_NoTask_SaysHowToAddOne() =>
        Assert.Contains("task stage(dependsOn: ['build'])", Explain("paas-framework none\npaas-task none\nFAILURE: Build failed"), StringComparison.Ordinal);

    public void Dispose() => _app.Dispose();

    private string Explain(string text)
    {
        var output = new GradleOutput(static _ => { });
        foreach (var line in text.Replace("{app}", _app.Path, StringComparison.Ordinal).Split('\n'))
            output.Line(line);
        return GradleFailure.Explain(output, new ConfinedDirectory(_app.Path), new JvmTool("Gradle", "./gradlew", "6.0"), new Jdk("17.0.9", "/jdk", InSlug: false, ""), 1);
    }
}
