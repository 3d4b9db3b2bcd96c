namespace Paas.Gradle;

/// <summary>
/// A script that Gradle runs before the app's own. It adds two tasks to the root project: <c>paasBuild</c>, which is what
/// the app is built with when nobody said (<c>stage</c>, else what suits its framework), and <c>paasReport</c>, which says
/// what the app runs with. Both in one run, because most of the time of a small build is Gradle's start.
/// Source: docs.gradle.org/current/userguide/init_scripts.html; the choice is that of github.com/heroku/heroku-buildpack-gradle,
/// where <c>build -x check</c> is <c>assemble</c>. Archives are made so that the same source gives the same bytes, as Gradle 9
/// does by itself.
/// </summary>
internal static class GradleInit
{
    public const string BuildTask = "paasBuild";
    public const string ReportTask = "paasReport";
    public const string Framework = "paas-framework ";
    public const string Task = "paas-task ";
    public const string Dependency = "paas-dependency ";

    // Groovy that Gradle 4 to 9 understand.
    public const string Script = """
        allprojects {
            tasks.withType(AbstractArchiveTask) { preserveFileTimestamps = false; reproducibleFileOrder = true }
        }
        if (gradle.parent == null) {
            gradle.projectsEvaluated {
                def projects = gradle.rootProject.allprojects
                def uses = { List plugins, String group ->
                    projects.any { project ->
                        plugins.any { project.plugins.hasPlugin(it) } ||
                            (group != null && project.configurations.any { it.dependencies.any { it.group == group || it.group?.startsWith(group + '.') } })
                    }
                }
                def has = { String task -> projects.any { it.tasks.findByName(task) != null } }

                def framework = 'none'
                def tasks = []
                if (uses(['org.springframework.boot'], 'org.springframework.boot')) { framework = 'spring-boot'; tasks = ['assemble'] }
                else if (uses(['io.quarkus'], 'io.quarkus')) { framework = 'quarkus'; tasks = ['assemble', 'quarkusBuild'] }
                else if (uses(['io.micronaut.application'], 'io.micronaut')) { framework = 'micronaut'; tasks = has('shadowJar') ? ['shadowJar'] : ['assemble'] }
                else if (uses(['io.ratpack.ratpack-java', 'io.ratpack.ratpack-groovy'], 'io.ratpack')) { framework = 'ratpack'; tasks = ['installDist'] }
                else if (uses(['application'], null)) { framework = 'application'; tasks = ['installDist'] }
                if (has('stage')) tasks = ['stage']
                println "paas-framework ${framework}"

                def build = gradle.rootProject.tasks.create('paasBuild')
                projects.each { project -> tasks.each { name -> if (project.tasks.findByName(name) != null) build.dependsOn(project.tasks.findByName(name)) } }
                if (gradle.startParameter.taskNames.contains('paasBuild')) {
                    if (tasks.empty) {
                        println 'paas-task none'
                        throw new GradleException('There is nothing that says which task builds this app.')
                    }
                    println "paas-task ${tasks.join(' ')}"
                }

                def report = gradle.rootProject.tasks.create('paasReport')
                report.mustRunAfter(build)
                projects.each { project ->
                    def runtime = ['productionRuntimeClasspath', 'runtimeClasspath', 'runtime'].collect { project.configurations.findByName(it) }.find { it != null }
                    def list = project.tasks.create('paasDependencies')
                    list.mustRunAfter(build)
                    if (runtime != null) list.doLast {
                        runtime.incoming.resolutionResult.allComponents.each {
                            if (it.id instanceof org.gradle.api.artifacts.component.ModuleComponentIdentifier) println "paas-dependency ${it.id.group}:${it.id.module}:${it.id.version}"
                        }
                    }
                    report.dependsOn(list)
                }
            }
        }
        """;
}
