namespace Paas.Docker.Builds;

public sealed class HerokuYmlTests
{
    [Fact]
    public void Read_AllSections_IsUnderstood()
    {
        var yml = HerokuYmlReader.Read("""
            setup:
              addons:
                - plan: heroku-postgresql
            build:
              docker:
                web: Dockerfile
                worker: worker/Dockerfile
              config:
                COLOUR: green
            release:
              image: worker
              command:
                - ./migrate
                - ./seed
            run:
              web: bundle exec puma
              worker:
                command:
                  - python work.py
              clock:
                command: ["python clock.py"]
                image: worker
            """);

        Assert.Null(yml.Error);
        Assert.Equal("worker/Dockerfile", yml.Dockerfiles["worker"]);
        Assert.Equal("green", yml.Arguments["COLOUR"]);
        Assert.Equal(["clock=python clock.py", "release=./migrate && ./seed", "web=bundle exec puma", "worker=python work.py"], yml.Commands.Select(static pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["clock=worker", "release=worker"], yml.ImageOf.Select(static pair => $"{pair.Key}={pair.Value}"));
    }

    [Fact]
    public void Read_WithoutRun_EachImageRunsWhatItSays()
    {
        var yml = HerokuYmlReader.Read("build:\n  docker:\n    web: Dockerfile\n");

        Assert.Equal("", yml.Commands["web"]);
    }

    [Theory]
    [InlineData("", "line 0 is empty")]
    [InlineData("run:\n  web: x\n", "line 1 has no section 'build'")]
    [InlineData("build:\n  config:\n    A: b\n", "line 2 has no build.docker")]
    [InlineData("build:\n  docker:\n    web: ../Dockerfile\n", "names the Dockerfile '../Dockerfile' of web")]
    [InlineData("build:\n  docker:\n    'we b': Dockerfile\n", "has an illegal process type 'we b'")]
    [InlineData("build:\n  docker: [a]\n", "line 2 must have names and values in build.docker")]
    [InlineData("build:\n  docker:\n    web: Dockerfile\nrun:\n  x:\n    command: y\n    image: nobody\n", "line 7 says that x runs the image of 'nobody', which build.docker does not have (web)")]
    [InlineData("build:\n  docker:\n  web: [\n", "is no YAML")]
    public void Read_WhatIsWrong_IsNamedWithItsLine(string text, string problem) =>
        Assert.Contains(problem, HerokuYmlReader.Read(text).Error, StringComparison.Ordinal);
}
