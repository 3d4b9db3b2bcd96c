package main

import (
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

type greeting struct {
	Name string `json:"name" binding:"required"`
}

func main() {
	router := gin.New()
	router.GET("/", func(c *gin.Context) {
		c.String(http.StatusOK, "Hello from gin %s on %s\n", gin.Version, os.Getenv("DYNO"))
	})
	router.POST("/hello", func(c *gin.Context) {
		var body greeting
		if err := c.ShouldBindJSON(&body); err != nil {
			c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
			return
		}
		c.JSON(http.StatusOK, gin.H{"hello": body.Name})
	})
	router.Run() // on $PORT
}
