using Paas.Builds;
using Paas.Files;

namespace Paas.Python;

public sealed class PythonComponentsTests
{
    [Fact]
    public void Read_InstalledPackages_GivesNameVersionAndLicense()
    {
        using var app = new TestDirectory()
            .With("site/Flask_SQLAlchemy-3.0.2.dist-info/METADATA", "Metadata-Version: 2.4\nName: Flask_SQLAlchemy\nVersion: 3.0.2\nLicense-Expression: BSD-3-Clause\n\nName: not this\n")
            .With("site/click-8.1.3.dist-info/METADATA", "Metadata-Version: 2.1\r\nName: click\r\nVersion: 8.1.3\r\n\r\nProse")
            .With("site/broken-1.dist-info/METADATA", "Name: broken\n")
            .With("site/click/__init__.py");

        var components = PythonComponents.Read(new ConfinedDirectory(app.Path), "site");

        Assert.Equal(["pkg:pypi/click@8.1.3", "pkg:pypi/flask-sqlalchemy@3.0.2"], components.Select(static component => component.PackageUrl));
        Assert.Equal("BSD-3-Clause", components[1].License);
        Assert.Equal("Flask_SQLAlchemy", components[1].Name);
    }
}
