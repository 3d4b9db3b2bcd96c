namespace Paas.Gradle;

public sealed class GradleLockfileTests
{
    [Fact]
    public void Parse_Lockfile_TakesWhatIsLockedForRunTime()
    {
        var components = GradleLockfile.Parse("""
            # This is a Gradle generated file for dependency locking.
            org.slf4j:slf4j-api:2.0.9=compileClasspath,runtimeClasspath,testRuntimeClasspath
            com.google.code.gson:gson:2.10=productionRuntimeClasspath
            junit:junit:4.13.2=testCompileClasspath,testRuntimeClasspath
            org.projectlombok:lombok:1.18.30=annotationProcessor
            empty=developmentOnly

            """.ReplaceLineEndings("\r\n"));

        Assert.Equal(["pkg:maven/com.google.code.gson/gson@2.10", "pkg:maven/org.slf4j/slf4j-api@2.0.9"], components.Select(static one => one.PackageUrl));
    }
}
