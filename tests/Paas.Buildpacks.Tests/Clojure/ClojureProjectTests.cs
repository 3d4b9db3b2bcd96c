namespace Paas.Clojure;

public sealed class ClojureProjectTests
{
    [Theory]
    [InlineData("(defproject a \"1\" :uberjar-name \"a.jar\" :min-lein-version \"2.7.0\")", "a.jar", "2.7.0")]
    [InlineData("(def v \"1\")\n(defproject a ~v :profiles {:uberjar {:uberjar-name \"b.jar\"} :dev {}})", "b.jar", null)]
    [InlineData("(defproject a \"1\" :uberjar-name \"a.jar\" :profiles {:uberjar {:uberjar-name \"b.jar\"}})", "b.jar", null)]
    [InlineData("(defproject a \"1\" ; :uberjar-name \"a.jar\"\n #_:uberjar-name #_\"a.jar\")", null, null)]
    [InlineData("(defproject a \"1\" :profiles {:dev {:uberjar-name \"dev.jar\"}})", null, null)]
    public void TryParse_Project_HasWhatABuildNeeds(string text, string? uberjar, string? minVersion)
    {
        Assert.True(LeinProject.TryParse(text, out var project, out var error), error);
        Assert.Equal((uberjar, minVersion), (project.UberjarName, project.MinVersion));
    }

    [Theory]
    [InlineData("", "project.clj has no defproject.")]
    [InlineData("(defproject a \"1\"\n  :dependencies [[b \"1\")", "project.clj cannot be read: line 2: ')' does not close the '[' of line 2.")]
    public void TryParse_BadProject_SaysWhere(string text, string problem)
    {
        Assert.False(LeinProject.TryParse(text, out _, out var error));
        Assert.StartsWith(problem, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{:deps {}}", null, null)]
    [InlineData("", null, null)]
    [InlineData("{:aliases {:build {:deps {} :ns-default build}}}", "-T:build uber", null)]
    [InlineData("{:aliases {:uberjar {:exec-fn hf.depstar/uberjar} :run {:main-opts [\"-m\" \"a\"]}}}", "-X:uberjar", "-M:run")]
    [InlineData("{:aliases {:uberdeps {:main-opts [\"-m\" \"uberdeps.uberjar\"]}}}", "-M:uberdeps", null)]
    [InlineData("{:aliases {:run-m {:main-opts []} :run {:exec-fn a/b}}}", null, "-M:run-m")]
    [InlineData("{:aliases {:start {:exec-fn a/b} :build {:extra-paths [\"x\"]}}}", null, "-X:start")]
    public void TryParse_Deps_AliasesSayHowToBuildAndRun(string text, string? build, string? run)
    {
        Assert.True(DepsProject.TryParse(text, out var project, out var error), error);
        Assert.Equal((build, run), (project.BuildArguments, project.RunArguments));
    }

    [Theory]
    [InlineData("[]", "deps.edn cannot be read: it is not one map.")]
    [InlineData("{:deps {", "deps.edn cannot be read: line 1: '{' is not closed.")]
    public void TryParse_BadDeps_SaysWhere(string text, string problem)
    {
        Assert.False(DepsProject.TryParse(text, out _, out var error));
        Assert.Equal(problem, error);
    }
}
