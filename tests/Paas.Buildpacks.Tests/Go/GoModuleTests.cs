namespace Paas.Go;

public sealed class GoModuleTests
{
    [Theory]
    [InlineData("module example.com/app", "example.com/app")]
    [InlineData("// x\r\nmodule \"example.com/app\"\r\n", "example.com/app")]
    [InlineData("module (\n)", "")]
    [InlineData("", "")]
    public void Parse_ModuleLine_IsThePath(string text, string path) => Assert.Equal(path, GoModule.Parse(text).Path);

    [Theory]
    [InlineData("// +heroku install ./cmd/... ./tools", "./cmd/... ./tools")]
    [InlineData("//  +heroku  install  ./a\n// +heroku install ./b", "./a")]
    [InlineData("// +heroku install", "")]
    [InlineData("//+heroku install ./cmd/...", "")]
    [InlineData("// heroku install ./cmd/...", "")]
    public void Parse_HerokuInstall_IsWhatToBuild(string text, string patterns) => Assert.Equal(patterns, string.Join(' ', GoModule.Parse(text).HerokuInstall));

    [Fact]
    public void Components_OfPrograms_NameEachModuleOnceAsItWasReplaced()
    {
        var components = GoBinary.Components("""
            bin/web: go1.22.1
            	path	example.com/app
            	mod	example.com/app	(devel)
            	dep	github.com/BurntSushi/toml	v1.2.0	h1:x=
            	dep	example.com/old	v1.0.0
            	=>	example.com/fork	v1.1.0	h1:y=
            	dep	example.com/local	v0.0.0
            	=>	./local	(devel)
            	build	-compiler=gc
            bin/other: go1.22.1
            	dep	github.com/BurntSushi/toml	v1.2.0	h1:x=
            	dep	example.com/x	v2.0.0+incompatible
            """);

        Assert.Equal(
            ["pkg:golang/example.com/fork@v1.1.0", "pkg:golang/example.com/local@v0.0.0", "pkg:golang/example.com/x@v2.0.0%2Bincompatible", "pkg:golang/github.com/burntsushi/toml@v1.2.0", "pkg:golang/std@1.22.1"],
            components.Select(static component => component.PackageUrl));
        Assert.Equal("github.com/BurntSushi/toml", components[3].Name);
    }
}
