<?php

namespace App;

use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Exception\ResourceNotFoundException;
use Symfony\Component\Routing\Matcher\UrlMatcher;
use Symfony\Component\Routing\RequestContext;
use Symfony\Component\Routing\Route;
use Symfony\Component\Routing\RouteCollection;
use Twig\Environment;
use Twig\Loader\FilesystemLoader;

final class Site
{
    public static function respond(Request $request): Response
    {
        $routes = new RouteCollection();
        $routes->add('home', new Route('/'));
        $routes->add('greeting', new Route('/greetings/{name}'));
        $context = (new RequestContext())->fromRequest($request);

        try {
            $match = (new UrlMatcher($routes, $context))->match($request->getPathInfo());
        } catch (ResourceNotFoundException) {
            return new Response("Not found\n", 404, ['Content-Type' => 'text/plain']);
        }

        if ($match['_route'] === 'greeting') {
            return new Response(self::twig()->render('greeting.html.twig', ['name' => $match['name']]));
        }

        $dyno = getenv('DYNO') ?: 'this machine';
        return new Response(sprintf("Hello from PHP %s on %s\n", PHP_VERSION, $dyno), 200, ['Content-Type' => 'text/plain']);
    }

    public static function twig(): Environment
    {
        return new Environment(new FilesystemLoader(__DIR__ . '/../templates'), ['cache' => __DIR__ . '/../var/twig', 'auto_reload' => false]);
    }
}
